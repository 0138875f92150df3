/* stemprint: a folder that outputs go into.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_OUTPUT_FOLDER_H
#define STEMPRINT_IO_OUTPUT_FOLDER_H

#include "io/folder_lock.h"
#include "io/leftover.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>

/** This is one open folder. */
struct output_folder {
	struct output_folder *parent; /**< NULL means that no folder above it was made */
	int descriptor;
	struct leftover *made; /**< not NULL means that the folder did not exist before */
	struct folder_lock *lock; /**< NULL means that the lock is not taken, or that the file system has no locks */
};

/** This length has room for the name of a temporary. */
enum { OUTPUT_TEMPORARY_LENGTH = 48 };

/** Opens the folder `path`, and makes its missing parts. Its last part and those before it may be symbolic links,
    because the user named them. A chain of new folders is linked by `parent`. Returns NULL with the problem on
    failure. The caller releases it. */
struct output_folder *output_folder_open(const char *path, struct problem *problem);

/** Opens the folder `name` in `parent`, and makes it if it is missing. The function refuses a symbolic link. */
struct output_folder *output_folder_enter(struct output_folder *parent, const char *name, size_t length,
					  struct problem *problem);

/** Makes a new empty file in the folder, open and locked for as long as it stays open. Returns the descriptor, or
    -1 with the problem. The function writes the name into `name`. */
int output_folder_temporary(struct output_folder *folder, char *name, size_t capacity, struct problem *problem);

/** Makes an unused name of the same kind, so that the next run sweeps the file that gets it. */
void output_folder_spare_name(char *name, size_t capacity);

/** Locks the folder against other processes that print into it, until it is closed. Returns BAD_OUTPUT with the
    problem when another process holds the lock already, or NO_MEMORY. */
enum status output_folder_lock(struct output_folder *folder, struct problem *problem) MUST_CHECK;

/** Removes the temporaries of processes that are gone. */
void output_folder_sweep(const struct output_folder *folder);

/** Syncs the names in the folder and those of its new parents to the disk. Returns 0 or errno. */
int output_folder_sync(const struct output_folder *folder);

/** Keeps the folder and its parents on the disk from now on. */
void output_folder_keep(struct output_folder *folder);

/** Closes the folder and its parents up to `end`, which stays open, and frees them; NULL closes all of them. The
    function removes those that were made and not kept, if they are empty. */
void output_folder_close_up_to(struct output_folder *folder, const struct output_folder *end);

#endif

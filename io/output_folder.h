/* stemprint: a folder that outputs go into.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_OUTPUT_FOLDER_H
#define STEMPRINT_IO_OUTPUT_FOLDER_H

#include "io/folder_lock.h"
#include "io/leftover.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>

/** One open folder. */
struct output_folder {
	struct output_folder *parent; /**< NULL: above it nothing was made */
	int descriptor;
	struct leftover *made; /**< not NULL: it did not exist before */
	struct folder_lock *lock; /**< NULL: not taken, or the file system has no locks */
};

/** Room for the name of a temporary. */
enum { OUTPUT_TEMPORARY_LENGTH = 48 };

/** Opens the folder `path`, making what is missing of it. Its last part and those before it may be symbolic links: the user named them. A chain of new folders hangs
    on `parent`. NULL with the problem on failure. The caller releases it. */
struct output_folder *output_folder_open(const char *path, struct problem *problem);

/** Opens the folder `name` in `parent`, making it if it is missing. A symbolic link is refused. */
struct output_folder *output_folder_enter(struct output_folder *parent, const char *name, size_t length,
					  struct problem *problem);

/** A new empty file in the folder, open and locked for as long as it stays open. Returns the descriptor, or -1 with the problem. The name is put into `name`. */
int output_folder_temporary(struct output_folder *folder, char *name, size_t capacity, struct problem *problem);

/** A name of the same kind that nothing bears yet, so that the next run sweeps what gets it. */
void output_folder_spare_name(char *name, size_t capacity);

/** Locks the folder against other processes that print into it, until it is closed. BAD_OUTPUT with the problem when
    one does already; NO_MEMORY. */
enum status output_folder_lock(struct output_folder *folder, struct problem *problem) MUST_CHECK;

/** Removes the temporaries of processes that are gone. */
void output_folder_sweep(const struct output_folder *folder);

/** Makes the names in the folder last, and those of its new parents. Returns 0 or errno. */
int output_folder_sync(const struct output_folder *folder);

/** It and its parents stay on the disk from now on. */
void output_folder_keep(struct output_folder *folder);

/** Closes the folder and its parents up to `end`, which stays open, and frees them; NULL: all of them. Those that
    were made and not kept are removed if they are empty. */
void output_folder_close_up_to(struct output_folder *folder, const struct output_folder *end);

#endif

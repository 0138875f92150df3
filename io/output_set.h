/* stemprint: the files of one render, which appear all together or not at all.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each file is written under a temporary name (".stemprint-PID-N") in the folder where it belongs, and gets its own name only when all are whole. Until
   then what stood there stays. A set that is freed without a commit takes its temporaries and the folders that it made away again. */
#ifndef STEMPRINT_IO_OUTPUT_SET_H
#define STEMPRINT_IO_OUTPUT_SET_H

#include "base/status.h"
#include "io/problem.h"

#include <stddef.h>

struct output_set;
struct output; /**< one file; owned by its set */

/** A set of files in and under `directory`, which need not exist yet. Touches no disk. NULL when out of memory. The caller frees it. */
struct output_set *output_set_new(const char *directory);

/** Adds the file "mix.wav" or "stems/vocals.wav": makes the folders and an empty temporary, and removes the temporaries that a killed run left
    in the folder. BAD_OUTPUT with the problem when the name leaves the directory, was added before, is a symbolic link or no regular
    file, or when a folder below the directory is a symbolic link. */
enum status output_set_add(struct output_set *set, const char *name, struct output **output) MUST_CHECK;

/** Adds a text file that is written at once. Texts get their names after all other files. */
enum status output_set_write_text(struct output_set *set, const char *name, const char *bytes,
				  size_t length) MUST_CHECK;

/** A new empty file in the directory, open for reading and writing, that has no name: it is gone when the
    descriptor, the caller's, is closed. -1 with the problem on failure. */
int output_set_scratch(struct output_set *set) MUST_CHECK;

/** Gives all files their names, in the order of adding, texts last, and syncs the folders. Every file was finished before. On BAD_OUTPUT the problem
    says which could not be placed. Once. */
enum status output_set_commit(struct output_set *set) MUST_CHECK;

/** Removes what was not committed. NULL is fine. */
void output_set_free(struct output_set *set);

/** After a failure: with the file's name in quotes. */
const char *output_set_problem(const struct output_set *set);

/** The name as added: "stems/vocals.wav". */
const char *output_name(const struct output *output);

/** Where the bytes are now: the temporary, or the final file after the commit. */
const char *output_path(const struct output *output);

/** A descriptor of the empty temporary, open for reading and writing; the caller closes it. -1 with errno on failure. */
int output_descriptor(const struct output *output);

/** Removes the temporaries and new folders of all sets of the process. Calls nothing but async-signal-safe functions: for a handler
    of SIGINT or SIGTERM which then lets the process die. Normal ends free their sets instead. */
void output_set_abandon_from_signal(void);

#endif

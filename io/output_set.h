/* stemprint: the files of one render, which appear all together or not at all.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each file is written under a temporary name (".stemprint-PID-N") in the folder where it belongs, and gets its own name only when all are whole. Until
   then what stood there stays. A set that is freed without a commit removes its temporaries and the folders that it
   made.

   From the first output on until the set is freed its folders are locked: another process that prints into one of
   them is refused. A file that stemprint did not write is not replaced, nor one that has changed since; the record
   (print_record.h) tells. An empty file may always be replaced. */
#ifndef STEMPRINT_IO_OUTPUT_SET_H
#define STEMPRINT_IO_OUTPUT_SET_H

#include "base/status.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>

struct output_set;
struct output; /**< one file; owned by its set */

/** What a set may do. All zero is the rule for audio files. */
struct output_policy {
	bool reports; /**< files that say of themselves that stemprint wrote them (report_mark.h), and need no record */
	bool shared; /**< others may print into the folders at the same time: nothing is locked */
	bool render; /**< the set brings a "report.json", and may replace the files that the old one tells of */
	bool force; /**< files that stemprint did not write may be replaced */
	bool prune; /**< the commit removes what the render has left over, unless it has changed */
};

/** A file of an earlier render that this one does not make. */
struct output_left_over {
	const char *path; /**< below the directory */
	bool removed; /**< by `prune`, which keeps what has changed */
};

/** A set of files in and under `directory`, which need not exist yet. Touches no disk. NULL when out of memory. The caller frees it. */
struct output_set *output_set_new(const char *directory);

/** Before the first output. */
void output_set_use(struct output_set *set, const struct output_policy *policy);

/** Announces an output that is added later, so that all that stands in the way is found before the work begins: the
    same errors as those of output_set_add(). Makes and locks the folders, but no file. */
enum status output_set_expect(struct output_set *set, const char *name) MUST_CHECK;

/** Adds the file "mix.wav" or "stems/vocals.wav": makes the folders and an empty temporary, and removes the temporaries that a killed run left
    in the folder. BAD_OUTPUT with the problem when the name leaves the directory, was added before, is a symbolic
    link, no regular file, or one that stemprint did not write; when a folder below the directory is a symbolic link;
    when another process prints into a folder. */
enum status output_set_add(struct output_set *set, const char *name, struct output **output) MUST_CHECK;

/** Adds a text file that is written at once. Texts get their names after all other files. */
enum status output_set_write_text(struct output_set *set, const char *name, const char *bytes,
				  size_t length) MUST_CHECK;

/** A new empty file in the directory, open for reading and writing, that has no name: it is gone when the
    descriptor, the caller's, is closed. -1 with the problem on failure. */
int output_set_scratch(struct output_set *set) MUST_CHECK;

/** Gives all files their names, in the order of adding, texts last, and syncs the folders. Every file was finished
    before. What stood there goes away when all is done; on BAD_OUTPUT all stands as it did before, and the problem
    says which file could not be placed. A process that is killed on the way leaves no "report.json", neither an old
    nor a new one, and a record of all files, so that the next run may replace them. Once. */
enum status output_set_commit(struct output_set *set) MUST_CHECK;

/** The SHA-256 of a finished output, for the record. output_set_commit() finds those that are missing; side by side
    they are found sooner: outputs of one set may be hashed by several threads. BAD_OUTPUT with the problem. */
enum status output_hash(struct output *output, struct problem *problem) MUST_CHECK;

/** After output_hash(): 64 digits. */
const char *output_sha256(const struct output *output);

/** After the commit of a set with "report.json": what earlier renders printed there and this one does not make. Lives
    as long as the set. */
const struct output_left_over *output_set_left_over(const struct output_set *set, size_t *count);

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
    of SIGINT or SIGTERM which then lets the process die. Normal ends free their sets instead. False while a commit is
    going on, which is short: nothing was removed, and the process must not die of the signal now. */
bool output_set_abandon_from_signal(void);

#endif

/* stemprint: the files of one render, which appear all together or not at all.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each file is written under a temporary name (".stemprint-PID-N") in its folder, and gets its own name only when
   all files are whole. The old files stay until then. A set that is freed without a commit removes its temporaries
   and the folders that it made. The folders of a set are locked from its first output until it is freed: another
   process that prints into one of them is refused. A set replaces no file that stemprint did not write, and none
   that has changed since then; the record (print_record.h) shows both. It may always replace an empty file. */
#ifndef STEMPRINT_IO_OUTPUT_SET_H
#define STEMPRINT_IO_OUTPUT_SET_H

#include "base/status.h"
#include "io/file_hash.h"
#include "io/output_policy.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output_set;
struct output; /**< an output is one file; its set owns it */

/** Makes a set of files in and under `directory`, which need not exist yet. The function touches no disk. Returns
    NULL when out of memory. The caller frees the set. */
struct output_set *output_set_new(const char *directory);

/** Sets the policy. The caller does this before the first output. */
void output_set_use(struct output_set *set, const struct output_policy *policy);

/** Announces an output that is added later, so that obstacles are found before the work begins: the errors are
    those of output_set_add(). The function makes and locks the folders, but makes no file. */
enum status output_set_expect(struct output_set *set, const char *name) MUST_CHECK;

/** Returns how many outputs were announced. */
size_t output_set_expected(const struct output_set *set);

/** Returns the name of an announced output. */
const char *output_set_expected_name(const struct output_set *set, size_t index);

/** What becomes of the file that stands at the name of an announced output. */
enum output_fate {
	OUTPUT_NEW, /**< none stands there */
	OUTPUT_REPLACES, /**< stemprint wrote it, or it is empty */
	OUTPUT_OVERWRITES, /**< somebody else wrote it, and the policy forces; only a set that looks knows that */
};

enum output_fate output_set_expected_fate(const struct output_set *set, size_t index);

/** Finds, for a set of a render that looks, the files that earlier renders printed there and this one would not. */
void output_set_look_around(struct output_set *set);

/** Gives the hash of the file that stands at the name of an announced output, or an empty text when none does.
    Returns BAD_OUTPUT or LIMIT, with the problem, when it cannot be read. */
enum status output_set_hash_there(struct output_set *set, size_t index, enum hash_kind kind,
				  struct file_hash *hash) MUST_CHECK;

/** Leaves the announced files of a render as they are. Files that earlier renders printed and this one would not are
    treated as by output_set_commit(). The caller adds no output and does not commit. */
void output_set_keep(struct output_set *set);

/** Adds the file "mix.wav" or "stems/vocals.wav": makes the folders and an empty temporary, and removes the
    temporaries that a killed run left in the folder. Returns BAD_OUTPUT with the problem when the name leaves the
    directory, was added before, is a symbolic link, no regular file, or a file that stemprint did not write; when a
    folder below the directory is a symbolic link; when another process prints into a folder. */
enum status output_set_add(struct output_set *set, const char *name, struct output **output) MUST_CHECK;

/** Adds a text file and writes it at once. Texts get their names after all other files. */
enum status output_set_write_text(struct output_set *set, const char *name, const char *bytes,
				  size_t length) MUST_CHECK;

/** Makes a new empty file in the directory, open for reading and writing, without a name: the file is gone when the
    caller closes the descriptor. Returns OK, or BAD_OUTPUT or LIMIT with the problem. */
enum status output_set_scratch(struct output_set *set, int *descriptor) MUST_CHECK;

/** Gives all files their names, in the order of adding with texts last, and syncs the folders. A file that stands
    there with the same bytes stays as it is, with its time stamp, unless the policy forces. The texts of a render are
    always new. The caller has
    finished every file before, and calls this once. "manifest.json" is last: it gets its name when the folders with
    all other names are synced. The replaced files go away when all is done. On BAD_OUTPUT all files stand as before,
    and the problem says which file could not get its name. A process that is killed on the way leaves no
    "manifest.json" and, while some files are new and some old, no "report.json", neither old nor new ones. It leaves a
    record of all files, so that the next run may replace them. */
enum status output_set_commit(struct output_set *set) MUST_CHECK;

/** Computes the hash of a finished output of the set, for the record. output_set_commit() computes those that are
   missing. Several threads may hash outputs of one set at the same time, which is faster. Returns BAD_OUTPUT with the
    problem. */
enum status output_hash(const struct output_set *set, struct output *output, struct problem *problem) MUST_CHECK;

/** Takes the hash that somebody has found of all bytes of a finished output, of the kind of the set's policy, so that
    output_hash() need not read the file. An empty one is none. */
void output_take_hash(struct output *output, const struct file_hash *hash);

/** Returns the digits after output_hash(). */
const char *output_digits(const struct output *output);

/** Returns how many bytes the output has, after output_hash(). */
uint64_t output_bytes(const struct output *output);

/** Returns, after output_set_keep(), output_set_look_around() or the commit of a set with "manifest.json", the files
   that earlier renders printed there and this one does not make, without those that its policy spares. The list lives
   as long as the set. */
const struct output_left_over *output_set_left_over(const struct output_set *set, size_t *count);

/** Removes the files that were not committed, and frees the set. NULL is fine. */
void output_set_free(struct output_set *set);

/** Returns the problem after a failure, with the file's name in quotes. */
const char *output_set_problem(const struct output_set *set);

/** Returns the name as it was added: "stems/vocals.wav". */
const char *output_name(const struct output *output);

/** Returns the path of the bytes: the temporary, or the final file after the commit. */
const char *output_path(const struct output *output);

/** Opens a descriptor of the empty temporary for reading and writing; the caller closes it. Returns -1 with errno
    on failure. */
int output_descriptor(const struct output *output);

/** Removes the temporaries and new folders of all sets of the process. The function calls only async-signal-safe
    functions: it is for a handler of SIGINT or SIGTERM which then lets the process die. A normal end frees the sets
    instead. Returns false during a commit, which is short: then it has removed nothing, and the process must not
    die of the signal now. */
bool output_set_abandon_from_signal(void);

#endif

/* stemprint: the record of what stemprint wrote into a folder, by the hashes of the files.
   SPDX-License-Identifier: GPL-3.0-or-later

   A render's record is its manifest.json (report/manifest.h). All else stands in the hidden file .stemprint.json:
   copies of `loudness`, the residual of `null`, files of earlier renders that are still there, and, while a commit is
   going on, the files that it replaces and those that it brings. Both have the shape

	{"schema": "...", "files": [{"path": "stems/vocals.wav", "xxh3_128": "32 digits"}]}

   A file has "sha256" there instead where it was asked for, and in records of older versions.

   Where a folder has no manifest, its report.json stands in: it lists the prints in the same shape.

   A record may come from a stranger: the reader ignores a record that is no JSON, too large or of another shape, and
   a path that leaves the folder. */
#ifndef STEMPRINT_IO_PRINT_RECORD_H
#define STEMPRINT_IO_PRINT_RECORD_H

#include "base/status.h"
#include "io/file_hash.h"

#include <stdbool.h>
#include <stddef.h>

#define PRINT_RECORD_MANIFEST "manifest.json"
#define PRINT_RECORD_REPORT "report.json"
#define PRINT_RECORD_HIDDEN ".stemprint.json"

struct printed_file {
	char *path; /**< the path below the folder; inner_path_problem() accepts it */
	struct file_hash hash;
	bool rendered; /**< `render` wrote it; otherwise a command that prints files one by one did */
	bool listed; /**< the file stands in the record of a render */
};

/** A path may stand in a record more than once, with different hashes. A record that is all zero is empty. */
struct print_record {
	struct printed_file *files;
	size_t count;
	int error; /**< the errno with which a record that exists could not be read; 0: none */
};

/** Adds the files in the records of the open folder. Returns OK or NO_MEMORY. A record that is there and cannot be
    read sets the error. */
enum status print_record_read(struct print_record *record, int folder) MUST_CHECK;

/** Adds the files in the open manifest, wherever its offset stands. Returns OK or NO_MEMORY. */
enum status print_record_read_manifest(struct print_record *record, int descriptor) MUST_CHECK;

/** Adds one file. The function leaves out a path that is not safe, and every file after the first 10000. Returns OK or
    NO_MEMORY. */
enum status print_record_add(struct print_record *record, const char *path, const struct file_hash *hash,
			     bool rendered) MUST_CHECK;

/** Returns whether the file stands in the record, with any hash. */
bool print_record_has(const struct print_record *record, const char *path);

/** Returns whether the file stands in the record with this hash. */
bool print_record_knows(const struct print_record *record, const char *path, const struct file_hash *hash);

/** Hashes the open file by the kinds with which the record holds its path, `first` before others, until the record
   knows the file. The hash is then that of the last kind. Returns OK, known or not; BAD_SOURCE or NO_MEMORY with the
    problem. */
enum status print_record_look(const struct print_record *record, const char *path, int descriptor, enum hash_kind first,
			      struct file_hash *hash, struct problem *problem) MUST_CHECK;

/** Returns whether the record of a render lists the file with this hash: the file then belongs to the render. */
bool print_record_is_listed(const struct print_record *record, const char *path, const struct file_hash *hash);

/** Returns the text of .stemprint.json, which the caller frees, or NULL when out of memory. */
char *print_record_text(const struct print_record *record);

void print_record_release(struct print_record *record);

#endif

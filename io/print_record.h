/* stemprint: the record of what stemprint wrote into a folder, by SHA-256.
   SPDX-License-Identifier: GPL-3.0-or-later

   A render's record is its report.json. All else stands in the hidden file .stemprint.json: copies of `loudness`, the
   residual of `null`, files of earlier renders that are still there, and, while a commit is going on, the files that
   it replaces and those that it brings. Both have the shape

	{"schema": "...", "files": [{"path": "stems/vocals.wav", "sha256": "64 digits"}]}

   A record is read as a stranger's: what is no JSON, too large or of another shape says nothing, and so does a path
   that leaves the folder. */
#ifndef STEMPRINT_IO_PRINT_RECORD_H
#define STEMPRINT_IO_PRINT_RECORD_H

#include "base/status.h"
#include "io/file_hash.h"

#include <stdbool.h>
#include <stddef.h>

#define PRINT_RECORD_REPORT "report.json"
#define PRINT_RECORD_HIDDEN ".stemprint.json"

struct printed_file {
	char *path; /**< below the folder, safe by inner_path_problem() */
	struct file_hash hash;
	bool rendered; /**< by `render`; else by a command that prints files one by one */
	bool reported; /**< it stands in report.json */
};

/** A path may stand there more than once, with different hashes. All zero is an empty one. */
struct print_record {
	struct printed_file *files;
	size_t count;
};

/** Adds what the records in the open folder say. NO_MEMORY. */
enum status print_record_read(struct print_record *record, int folder) MUST_CHECK;

/** Adds what the report in the open file says, wherever its offset stands. NO_MEMORY. */
enum status print_record_read_report(struct print_record *record, int descriptor) MUST_CHECK;

/** Adds one file; a path that is not safe is left out, and so is what comes after 10000 files. NO_MEMORY. */
enum status print_record_add(struct print_record *record, const char *path, const struct file_hash *hash,
			     bool rendered) MUST_CHECK;

/** Whether the file stands in it, with any hash. */
bool print_record_has(const struct print_record *record, const char *path);

/** Whether the file stands in it with this hash. */
bool print_record_knows(const struct print_record *record, const char *path, const struct file_hash *hash);

/** Whether report.json alone says so: the file belongs to a render. */
bool print_record_is_reported(const struct print_record *record, const char *path, const struct file_hash *hash);

/** The text of .stemprint.json, which the caller frees; NULL when out of memory. */
char *print_record_text(const struct print_record *record);

void print_record_release(struct print_record *record);

#endif

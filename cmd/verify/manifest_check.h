/* Compares the files that a manifest lists with those that are there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERIFY_MANIFEST_CHECK_H
#define STEMPRINT_CMD_VERIFY_MANIFEST_CHECK_H

#include "base/diagnostic.h"
#include "engine/workers.h"
#include "io/file_hash.h"
#include "io/problem.h"
#include "report/manifest.h"

/** How a file was found. */
enum file_finding {
	FILE_AS_WRITTEN,
	FILE_MISSING,
	FILE_UNREADABLE, /**< it is no regular file, or cannot be read; `problem` says why */
	FILE_CUT, /**< it has another length */
	FILE_CHANGED, /**< it has other bytes */
	FILE_SAME_SOUND, /**< so it has, and its sound has not changed (input_sounds.h) */
};

struct checked_file {
	enum file_finding finding;
	uint64_t bytes; /**< FILE_CUT: the length that it has */
	enum status status; /**< BAD_SOURCE or LIMIT: the system could not read the file; `problem` says why */
	struct problem problem;
};

struct manifest_check {
	const char *path; /**< of the manifest, as the user typed it; that of a folder leads to the manifest in it */
	const char *folder; /**< the folder of the manifest; "." for the working folder */
	struct manifest manifest;
	int descriptor; /**< of the folder; -1: it is not open */
	struct checked_file *files; /**< there is one for each file of the manifest */
	struct checked_file *inputs; /**< there is one for each input */
};

/** Reads the manifest at `path`, or in that folder. Nothing that it names is opened yet. On failure, BAD_SOURCE with a
    diagnostic: it cannot be read, is none, or names prints outside of its folder. Release it, whatever the status. */
enum status manifest_check_read(struct manifest_check *check, const char *path,
				struct diagnostics *diagnostics) MUST_CHECK;

/** Hashes all prints and inputs, several at a time. Returns OK or INTERRUPTED; BAD_SOURCE or LIMIT, with a diagnostic,
    when the folder cannot be opened. */
enum status manifest_check_run(struct manifest_check *check, struct workers *workers,
			       struct diagnostics *diagnostics) MUST_CHECK;

/** Adds a verdict "file PATH" for each print, and a verdict for each one of the render that failed. Warns of inputs
   that have changed: the prints are then older than what they are made of, and not damaged.
    Returns OK or NO_MEMORY; BAD_SOURCE or LIMIT, with diagnostics, when the system could not read a file. */
enum status manifest_check_judge(const struct manifest_check *check, struct verdicts *verdicts,
				 struct diagnostics *diagnostics) MUST_CHECK;

/** Returns the path of a print as the user would type it. NULL when out of memory. */
const char *manifest_check_path(const struct manifest_check *check, size_t file, struct arena *arena);

void manifest_check_release(struct manifest_check *check);

#endif

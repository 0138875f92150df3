/* stemprint: the file that a path leads to, whether it exists yet or not.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_IDENTITY_H
#define STEMPRINT_IO_FILE_IDENTITY_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <sys/types.h>

/** The file system identifies a file or a folder by this, whatever its name is. */
struct file_inode {
	bool known;
	dev_t device;
	ino_t inode;
};

/** The folder that a path names before its last part. */
struct named_folder {
	const char *written; /**< from the root, as it is written */
	const char *path; /**< from the root, with all links resolved */
	struct file_inode inode;
};

struct file_identity {
	struct named_folder named;
	const char *here; /**< the folder that relative paths start from; NULL: it was not asked for */
	const char *written; /**< the path from the root, without `.` and `..`, as if there were no links */
	const char *own; /**< the path from the root, with all links resolved except one at the end of the path
		     itself */
	const char *own_folded; /**< the same path without letter case */
	const char *end; /**< `own`, with the link at its end resolved too */
	const char *end_folded;
	struct file_inode file; /**< the file at the path, behind a link */
	struct file_inode folder; /**< the folder that holds it */
	const char *name_folded; /**< the last part of the path, without letter case */
};

/** A meeting says how two paths lead to one file. */
enum file_meeting {
	FILES_APART,
	FILES_SAME_PATH,
	FILES_SYMBOLIC_LINK, /**< one of the paths is a link, or a folder on the way is a link */
	FILES_HARD_LINK, /**< two names of one file */
	FILES_LETTER_CASE, /**< the same where file names ignore letter case, and the folder may be moved
		     to such a file system */
};

/** Finds out where a path leads. Folders that do not exist yet stay as they are written. A file that was found just
    before, from the same arena, saves time: the folder is the same, or at least the one that relative paths start from.
    `before` may be NULL. Returns NO_MEMORY or OK. */
enum status file_identity_find(const char *path, const struct file_identity *before, struct arena *arena,
			       struct file_identity *identity) MUST_CHECK;

enum file_meeting file_identities_meet(const struct file_identity *a, const struct file_identity *b);

#endif

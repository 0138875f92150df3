/* stemprint: where a path leads, whether something stands there yet or not.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_PLACE_H
#define STEMPRINT_IO_FILE_PLACE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <sys/types.h>

/** What the file system knows a file or a folder by, however it is called. */
struct file_identity {
	bool known;
	dev_t device;
	ino_t inode;
};

struct file_place {
	const char *written; /**< from the root, with `.` and `..` taken away as if there were no links */
	const char *own; /**< from the root, with all links resolved but one that stands in the place itself */
	const char *own_folded; /**< the same without letter case */
	const char *end; /**< `own`, behind that link, too */
	const char *end_folded;
	struct file_identity file; /**< of what stands there, behind a link */
	struct file_identity folder; /**< of what it stands in */
	const char *name_folded; /**< its last part */
};

/** How two places are one. */
enum file_meeting {
	FILES_APART,
	FILES_SAME_PATH,
	FILES_SYMBOLIC_LINK, /**< a link stands in one of the places, or a folder on the way to one is a link */
	FILES_HARD_LINK, /**< two names of one file */
	FILES_LETTER_CASE, /**< one place where file names ignore letter case, which the folder may come to */
};

/** Finds out where a path leads. Folders that do not exist yet are taken as they are written. NO_MEMORY, or OK. */
enum status file_place_find(const char *path, struct arena *arena, struct file_place *place) MUST_CHECK;

enum file_meeting file_places_meet(const struct file_place *a, const struct file_place *b);

#endif

/* Pairs the files of two folders by their names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DIFF_PAIRED_NAMES_H
#define STEMPRINT_CMD_DIFF_PAIRED_NAMES_H

#include "base/diagnostic.h"
#include "verify/comparison.h"

struct paired_name {
	const char *name; /**< relative to both folders; of two files that the user named, the new one's path */
	const char *paths[COMPARISON_SIDES]; /**< NULL: that version has no such file */
};

struct paired_names {
	struct paired_name *items; /**< by name, bytewise */
	size_t count;
};

/** Lists the files at the paths, which are two files or two folders. In folders, files of audio count, at any depth,
    and prints as well. All comes from the arena of the diagnostics. Returns OK, NO_MEMORY, or BAD_SOURCE or LIMIT with
   a diagnostic. */
enum status paired_names_read(const char *const paths[COMPARISON_SIDES], struct diagnostics *diagnostics,
			      struct paired_names *names) MUST_CHECK;

#endif

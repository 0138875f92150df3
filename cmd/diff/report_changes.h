/* Compares the reports of two renders.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DIFF_REPORT_CHANGES_H
#define STEMPRINT_CMD_DIFF_REPORT_CHANGES_H

#include "cmd/exit_code.h"
#include "report/difference.h"

/** Returns whether the path is a file whose name ends with ".json", and which says that it is the report of a render.
    It may be out of memory then, or may not be read: both are found again by report_changes_find(). */
bool report_changes_is_one(const char *path, struct arena *arena);

/** Reads both reports, and compares what they say. What is wrong with one of them is printed. Sets the changes and the
    counts of files of the difference, from the arena. The CPU of a report does not count. Returns EXIT_WELL, or
    EXIT_SOURCE where one of them is no report, or EXIT_LIMIT. */
enum exit_code report_changes_find(const char *const paths[COMPARISON_SIDES], struct arena *arena,
				   struct difference *difference) MUST_CHECK;

#endif

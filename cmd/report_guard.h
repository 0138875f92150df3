/* stemprint: the reports that a command writes, before it reads anything.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_GUARD_H
#define STEMPRINT_CMD_REPORT_GUARD_H

#include "cmd/report_options.h"
#include "io/file_guard.h"

/** What a report is shared as: --json writes the same bytes as report.json of the directory. */
#define REPORT_GUARD_JSON "report"

/** The remedy for an option that names a file. */
#define REPORT_GUARD_REMEDY "name another file"

/** Lists standard output and every file that the options ask for: the last to be listed, since pictures may have many
    names. What would be lost is told in `diagnostics`, without a place. NO_MEMORY, or OK. */
enum status report_guard_add(struct file_guard *guard, const struct report_options *options,
			     struct diagnostics *diagnostics) MUST_CHECK;

/** For commands without a recipe: lists files that are read, `what` they are being "the mix". NO_MEMORY, or OK. */
enum status report_guard_read(struct file_guard *guard, const char *what, const char *const *paths,
			      size_t count) MUST_CHECK;

/** For them, too: report_guard_add(), and then what would be lost is told. BAD_RECIPE when there is anything,
    NO_MEMORY, or OK. */
enum status report_guard_judge(struct file_guard *guard, const struct report_options *options,
			       struct diagnostics *diagnostics) MUST_CHECK;

#endif

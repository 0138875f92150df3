/* Lists the reports that a command writes, before the command reads anything.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_GUARD_H
#define STEMPRINT_CMD_REPORT_GUARD_H

#include "cmd/report_options.h"
#include "io/file_guard.h"

/** Reports are shared under this name, because --json writes the same bytes as report.json of the directory. */
#define REPORT_GUARD_JSON "report"

/** Messages give this remedy for an option that names a file. */
#define REPORT_GUARD_REMEDY "name another file"

/** Lists standard output and every file that the options ask for. It must be the last to list files, since pictures may
    have many names. Outputs that would overwrite something are reported in `diagnostics`, without a location. Returns
    OK or NO_MEMORY. */
enum status report_guard_add(struct file_guard *guard, const struct report_options *options,
			     struct diagnostics *diagnostics) MUST_CHECK;

/** Lists files that are read, for commands without a recipe. `what` says what they are, such as "the mix". Returns OK
    or NO_MEMORY. */
enum status report_guard_read(struct file_guard *guard, const char *what, const char *const *paths,
			      size_t count) MUST_CHECK;

/** Calls report_guard_add() for commands without a recipe, and then reports what would be overwritten. Returns
    BAD_RECIPE when there is anything to overwrite, NO_MEMORY, or OK. */
enum status report_guard_judge(struct file_guard *guard, const struct report_options *options,
			       struct diagnostics *diagnostics) MUST_CHECK;

#endif

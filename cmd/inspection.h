/* Runs a command that reads files and reports on them, and renders nothing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INSPECTION_H
#define STEMPRINT_CMD_INSPECTION_H

#include "cmd/exit_code.h"
#include "cmd/job/resource_limits.h"
#include "cmd/report_options.h"
#include "cmd/run_options.h"
#include "io/file_guard.h"
#include "report/report.h"

/** What the work of a command has found. */
struct inspection_result {
	struct report report;
	struct text appendix; /**< text for people behind the report; none in a quiet run */
};

struct inspection {
	const struct report_options *reports;
	const struct run_options *run;
	struct resource_limits *limits; /**< as the command line has them; NULL: the command takes none */
	void *context; /**< the functions below get it */
	/** Lists the files that are read, and those that are written beside the reports. Returns OK or NO_MEMORY, or a
	    failure with a diagnostic. */
	enum status (*list)(void *context, struct file_guard *guard, struct diagnostics *diagnostics);
	/** Does the work and fills in the result, which begins all zero. */
	enum status (*work)(void *context, struct diagnostics *diagnostics, struct inspection_result *result);
	/** Releases what the work has left, once the reports are written; it is called even when the work failed. NULL:
	    there is nothing. */
	void (*release)(void *context);
};

/** Checks the outputs before any file is read, does the work, and delivers the reports and the stamp. Returns the exit
    code of the command. */
enum exit_code inspection_run(const struct inspection *inspection);

#endif

/* stemprint: where a report goes beside the terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_OPTIONS_H
#define STEMPRINT_CMD_REPORT_OPTIONS_H

#include "io/problem.h"
#include "report/findings.h"

#include <argp.h>
#include <stdio.h>

enum report_format { REPORT_JSON, REPORT_CSV, REPORT_JUNIT, REPORT_SARIF, REPORT_HTML };
enum { REPORT_FORMAT_COUNT = REPORT_HTML + 1 };

/** All zero: nothing was asked for. */
struct report_options {
	const char *paths[REPORT_FORMAT_COUNT]; /**< a file, "-" for standard output; NULL: not asked for */
	const char *plots; /**< a folder */
	bool force; /**< outputs of all kinds may replace files that stemprint did not write */
	bool github; /**< annotations for a workflow, and a summary where it has room for one */
};

/** For the `children` of a command's argp; its input, which the command sets in ARGP_KEY_INIT, is a struct report_options:

	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;

    Two reports at one place are wrong usage. */
extern const struct argp report_options_argp;

/** The same for what only tells diagnostics: SARIF and annotations. */
extern const struct argp report_options_diagnostics_argp;

/** "json", "csv" ... */
const char *report_format_name(enum report_format format);

/** "json", "csv": the first that was asked for of those that are about one report alone; NULL: none was. */
const char *report_options_single(const struct report_options *options);

/** Whether there will be pictures, so that waveforms are wanted. */
bool report_options_pictures(const struct report_options *options);

/** Where the report for people goes: standard output, or standard error when one for machines goes there. */
FILE *report_options_stream(const struct report_options *options);

/** Writes all that was asked for, whole or not at all; without findings->report what tells diagnostics alone: JUnit, SARIF, annotations. When an output
    cannot be written the problem says which and why. */
enum status report_options_write(const struct report_options *options, const struct findings *findings,
				 struct problem *problem) MUST_CHECK;

/** The same of several recipes, where report_options_single() is NULL. */
enum status report_options_write_all(const struct report_options *options, const struct findings *findings,
				     size_t count, struct problem *problem) MUST_CHECK;

#endif

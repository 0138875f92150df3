/* Sends reports to places other than the terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_OPTIONS_H
#define STEMPRINT_CMD_REPORT_OPTIONS_H

#include "io/problem.h"
#include "report/findings.h"

#include <argp.h>
#include <stdio.h>

enum report_format { REPORT_JSON, REPORT_CSV, REPORT_JUNIT, REPORT_SARIF, REPORT_HTML };
enum { REPORT_FORMAT_COUNT = REPORT_HTML + 1 };

/** All zero means that nothing was asked for. */
struct report_options {
	/** Each is a file, or "-" for standard output; NULL means that it was not asked for. */
	const char *paths[REPORT_FORMAT_COUNT];
	const char *plots; /**< it is a folder */
	bool force; /**< outputs of all kinds may replace files that stemprint did not write */
	bool github; /**< a workflow gets annotations, and a summary where it has a file for one */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct report_options, which the command
    sets in ARGP_KEY_INIT:

	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;

    Two reports that go to one file are wrong usage. */
extern const struct argp report_options_argp;

/** This parser is for commands that only report diagnostics, as SARIF and annotations. */
extern const struct argp report_options_diagnostics_argp;

/** Returns a name like "json" or "csv". */
const char *report_format_name(enum report_format format);

/** Returns the name, like "json" or "csv", of the first format asked for that covers only one report. Returns NULL when
    there is none. */
const char *report_options_single(const struct report_options *options);

/** Tells whether there will be pictures, so that waveforms are wanted. */
bool report_options_pictures(const struct report_options *options);

/** Returns the stream of the report for people: standard output, or standard error when a report for machines goes to
    standard output. */
FILE *report_options_stream(const struct report_options *options);

/** Writes all that was asked for, whole or not at all. Without findings->report it writes the formats that can hold
    diagnostics alone: JUnit, SARIF, annotations. When an output cannot be written, the problem says which and why. */
enum status report_options_write(const struct report_options *options, const struct findings *findings,
				 struct problem *problem) MUST_CHECK;

/** Does the same for several recipes, where report_options_single() returns NULL. */
enum status report_options_write_all(const struct report_options *options, const struct findings *findings,
				     size_t count, struct problem *problem) MUST_CHECK;

#endif

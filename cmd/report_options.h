/* Reads the options that ask for reports to files, standard output or a workflow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_OPTIONS_H
#define STEMPRINT_CMD_REPORT_OPTIONS_H

#include "cmd/report_format.h"

#include <argp.h>
#include <stdio.h>

/** All zero means that nothing was asked for. */
struct report_options {
	/** Each is a file, or "-" for standard output; NULL means that it was not asked for. */
	const char *paths[REPORT_FORMAT_COUNT];
	bool embeds; /**< the page holds copies of the sound */
	const char *plots; /**< a folder */
	const char *stamp; /**< a file that says that all verdicts passed */
	bool force; /**< outputs of all kinds may replace files that stemprint did not write */
	/** [page_count] the page of each recipe, beside that of REPORT_HTML, which lists them; NULL: one report has all
	    pages that there are. The command sets them. */
	const char *const *pages;
	size_t page_count;
	bool several; /**< the reports cover several recipes; the command sets it */
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

/** Returns the name, like "json" or "csv", of the first format asked for that shows figures. Returns NULL when there is
    none. */
const char *report_options_figures(const struct report_options *options);

/** Tells whether a report goes to standard output instead of a file. */
bool report_options_is_standard_output(const char *path);

/** Tells whether a report is asked for that shows more than verdicts and diagnostics, except JSON. */
bool report_options_need_figures(const struct report_options *report);

/** Tells whether there will be pictures, so that waveforms are wanted. */
bool report_options_pictures(const struct report_options *options);

/** Returns the stream of the report for people: standard output, or standard error when a report for machines goes to
    standard output. */
FILE *report_options_stream(const struct report_options *options);

#endif

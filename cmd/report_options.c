/* Reads the options for reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_options.h"

#include "cmd/command_line.h"
#include "cmd/terminal.h"

#include <string.h>

/* Option keys start at 256, so that none is a letter. They follow enum report_format. */
enum { KEYS = 256, KEY_GITHUB = KEYS + REPORT_FORMAT_COUNT, KEY_PLOTS, KEY_FORCE, KEY_STAMP, KEY_EMBED };

#define HEADING                                                                                                        \
	{                                                                                                              \
		.doc = "Reports into a FILE, or - for standard output:", .group = 1                                    \
	}
#define SARIF_OPTION                                                                                                   \
	{                                                                                                              \
		.name = "sarif", .key = KEYS + REPORT_SARIF, .arg = "FILE",                                            \
		.doc = "what is wrong, for code scanning, as SARIF"                                                    \
	}
#define GITHUB_OPTION                                                                                                  \
	{                                                                                                              \
		.name = "github", .key = KEY_GITHUB, .doc = "annotations for a GitHub workflow, and its summary"       \
	}

#define FORCE_OPTION                                                                                                   \
	{                                                                                                              \
		.name = "force", .key = KEY_FORCE, .doc = "replace files that stemprint did not write, of any output"  \
	}

static const struct argp_option options[] = {
	HEADING,
	{ .name = "json", .key = KEYS + REPORT_JSON, .arg = "FILE", .doc = "all of it, as JSON" },
	{ .name = "csv", .key = KEYS + REPORT_CSV, .arg = "FILE", .doc = "a measurement a row, as CSV" },
	{ .name = "junit", .key = KEYS + REPORT_JUNIT, .arg = "FILE", .doc = "a test case a verdict, as JUnit XML" },
	SARIF_OPTION,
	{ .name = "html",
	  .key = KEYS + REPORT_HTML,
	  .arg = "FILE",
	  .doc = "a page that plays the files, with tables and pictures" },
	{ .name = "embed-audio",
	  .key = KEY_EMBED,
	  .doc = "copies of the sound inside the page, as Opus, with the residual made audible" },
	{ .name = "plots", .key = KEY_PLOTS, .arg = "FOLDER", .doc = "the pictures alone, as SVG" },
	GITHUB_OPTION,
	FORCE_OPTION,
	{ .name = "stamp",
	  .key = KEY_STAMP,
	  .arg = "FILE",
	  .doc = "for make: write this file when all verdicts pass, and remove it before the work begins" },
	{ 0 },
};

static const struct argp_option diagnostics_options[] = { HEADING, SARIF_OPTION, GITHUB_OPTION, FORCE_OPTION, { 0 } };

static void check(const struct report_options *report, struct argp_state *state)
{
	if (report->stamp && (*report->stamp == '\0' || strcmp(report->stamp, "-") == 0))
		command_line_refuse(state, "--stamp takes the name of a file");
	if (report->embeds && !report->paths[REPORT_HTML])
		command_line_refuse(state, "--embed-audio is for the page; add --html");
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		for (size_t j = 0; report->paths[i] && j < i; j++)
			if (report->paths[j] && strcmp(report->paths[i], report->paths[j]) == 0)
				command_line_refuse(state, "--%s and --%s both go to \"%s\"; name another file",
						    report_formats[j].name, report_formats[i].name, report->paths[i]);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct report_options *report = state->input;
	if (key == ARGP_KEY_END) {
		check(report, state);
		return 0;
	}
	if (key == KEY_GITHUB) {
		report->github = true;
		return 0;
	}
	if (key == KEY_FORCE) {
		report->force = true;
		return 0;
	}
	if (key == KEY_EMBED) {
		report->embeds = true;
		return 0;
	}
	if (key == KEY_STAMP) {
		report->stamp = argument;
		return 0;
	}
	if (key == KEY_PLOTS) {
		report->plots = argument;
		return 0;
	}
	if (key < KEYS || key >= KEYS + REPORT_FORMAT_COUNT)
		return ARGP_ERR_UNKNOWN;
	report->paths[key - KEYS] = argument;
	return 0;
}

const struct argp report_options_argp = { .options = options, .parser = parse };
const struct argp report_options_diagnostics_argp = { .options = diagnostics_options, .parser = parse };

const char *report_options_figures(const struct report_options *report)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (report->paths[i] && !report_formats[i].of_diagnostics)
			return report_formats[i].name;
	return report->plots ? "plots" : NULL;
}

bool report_options_need_figures(const struct report_options *report)
{
	bool any = report->plots || report->github;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		any |= report->paths[i] && i != REPORT_JSON && !report_formats[i].of_diagnostics;
	return any;
}

bool report_options_pictures(const struct report_options *report)
{
	return report->paths[REPORT_HTML] || report->plots;
}

bool report_options_is_standard_output(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

FILE *report_options_stream(const struct report_options *report)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (report_options_is_standard_output(report->paths[i]))
			return terminal_error();
	return terminal_output();
}

/* Reads the options for reports and writes the reports that they name.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_options.h"

#include "cmd/report_destination.h"
#include "cmd/terminal.h"
#include "io/output_set.h"
#include "report/plot_name.h"
#include "report/report_csv.h"
#include "report/report_github.h"
#include "report/report_html.h"
#include "report/report_json.h"
#include "report/report_junit.h"
#include "report/report_sarif.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status print_json(const struct findings *findings, size_t count, struct text *text)
{
	(void)count;
	return report_json(findings->report, text);
}

static enum status print_csv(const struct findings *findings, size_t count, struct text *text)
{
	(void)count;
	return report_csv(findings->report, text);
}

static enum status print_html(const struct findings *findings, size_t count, struct text *text)
{
	(void)count;
	return report_html(findings, text);
}

/* Formats with `of_diagnostics` can be written without a report, and cover several recipes. The others cover one
   report. */
static const struct {
	const char *name;
	enum status (*print)(const struct findings *findings, size_t count, struct text *text);
	bool of_diagnostics;
} formats[] = {
	[REPORT_JSON] = { "json", print_json, false },    [REPORT_CSV] = { "csv", print_csv, false },
	[REPORT_JUNIT] = { "junit", report_junit, true }, [REPORT_SARIF] = { "sarif", report_sarif, true },
	[REPORT_HTML] = { "html", print_html, false },
};

#define PLOT_FILE_WIDTH 960.0

/* Option keys start at 256, so that none is a letter. They follow enum report_format. */
enum { KEYS = 256, KEY_GITHUB = KEYS + REPORT_FORMAT_COUNT, KEY_PLOTS, KEY_FORCE };

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
	{ .name = "html", .key = KEYS + REPORT_HTML, .arg = "FILE", .doc = "a page with tables and pictures" },
	{ .name = "plots", .key = KEY_PLOTS, .arg = "FOLDER", .doc = "the pictures alone, as SVG" },
	GITHUB_OPTION,
	FORCE_OPTION,
	{ 0 },
};

static const struct argp_option diagnostics_options[] = { HEADING, SARIF_OPTION, GITHUB_OPTION, FORCE_OPTION, { 0 } };

static void check(const struct report_options *report, struct argp_state *state)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		for (size_t j = 0; report->paths[i] && j < i; j++)
			if (report->paths[j] && strcmp(report->paths[i], report->paths[j]) == 0)
				argp_error(state, "--%s and --%s both go to \"%s\"; name another file", formats[j].name,
					   formats[i].name, report->paths[i]);
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

const char *report_format_name(enum report_format format)
{
	return formats[format].name;
}

const char *report_options_single(const struct report_options *report)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (report->paths[i] && !formats[i].of_diagnostics)
			return formats[i].name;
	return report->plots ? "plots" : NULL;
}

bool report_options_pictures(const struct report_options *report)
{
	return report->paths[REPORT_HTML] || report->plots;
}

static bool is_standard_output(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

FILE *report_options_stream(const struct report_options *report)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (is_standard_output(report->paths[i]))
			return terminal_error();
	return stdout;
}

/* A delivery is the bytes of one report and the set of the file that holds them, or the set of all pictures. */
struct delivery {
	struct text text;
	struct output_set *outputs;
};

static enum status prepare_file(struct delivery *delivery, const char *path, bool force, struct problem *problem)
{
	const char *name;
	delivery->outputs = report_destination_file(path, force, &name);
	if (!delivery->outputs)
		return STATUS_NO_MEMORY;
	enum status status =
		output_set_write_text(delivery->outputs, name, delivery->text.bytes, delivery->text.length);
	if (status != STATUS_OK)
		problem_set(problem, "%s", output_set_problem(delivery->outputs));
	return status;
}

static enum status prepare_plot(struct delivery *delivery, const struct findings *findings,
				const struct plot_kind *kind, size_t index)
{
	const struct plot_sheet sheet = { .text = &delivery->text, .width = PLOT_FILE_WIDTH, .alone = true };
	struct text name = { 0 };
	enum status status = STATUS_NO_MEMORY;
	delivery->text.length = 0;
	plot_name_append(kind, index, &name);
	kind->draw(findings, index, &sheet);
	if (!name.failed && !delivery->text.failed)
		status = output_set_write_text(delivery->outputs, name.bytes, delivery->text.bytes,
					       delivery->text.length);
	text_release(&name);
	return status;
}

static enum status prepare_plots(struct delivery *delivery, const struct findings *findings,
				 const struct report_options *report, struct problem *problem)
{
	enum status status = STATUS_OK;
	delivery->outputs = report_destination_plots(report->plots, report->force);
	if (!delivery->outputs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < plot_kind_count; i++)
		for (size_t k = 0; status == STATUS_OK && k < plot_kinds[i]->count(findings); k++)
			status = prepare_plot(delivery, findings, plot_kinds[i], k);
	if (status == STATUS_BAD_OUTPUT)
		problem_set(problem, "%s", output_set_problem(delivery->outputs));
	return status;
}

static enum status finish(struct delivery *delivery, struct problem *problem)
{
	if (delivery->outputs) {
		enum status status = output_set_commit(delivery->outputs);
		if (status != STATUS_OK)
			problem_set(problem, "%s", output_set_problem(delivery->outputs));
		return status;
	}
	if (fwrite(delivery->text.bytes, 1, delivery->text.length, stdout) == delivery->text.length &&
	    fflush(stdout) == 0)
		return STATUS_OK;
	problem_set_errno(problem, "standard output", errno);
	return STATUS_BAD_OUTPUT;
}

/* Appends to the file where the runner of a workflow collects summaries, because other steps may have written there
   before. */
static enum status append_summary(const char *path, const struct text *text, struct problem *problem)
{
	int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
	bool good = file >= 0 && write(file, text->bytes, text->length) == (ssize_t)text->length;
	if (!good)
		problem_set_errno(problem, "the summary of the workflow (GITHUB_STEP_SUMMARY)", errno);
	if (file >= 0)
		close(file);
	return good ? STATUS_OK : STATUS_BAD_OUTPUT;
}

static enum status annotate(const struct report_options *report, const struct findings *findings, size_t count,
			    struct problem *problem)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	struct text commands = { 0 }, summary = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		status = report_github(&findings[i], &commands);
		if (status == STATUS_OK)
			status = report_github_summary(&findings[i], &summary);
	}
	if (status == STATUS_OK && commands.bytes)
		fputs(commands.bytes, report_options_stream(report));
	if (status == STATUS_OK && path && *path && summary.bytes)
		status = append_summary(path, &summary, problem);
	text_release(&commands);
	text_release(&summary);
	return status;
}

/* Each report has a delivery of its own, and all pictures share the last one. */
enum { PLOTS = REPORT_FORMAT_COUNT, DELIVERIES };

static enum status prepare(const struct report_options *report, const struct findings *findings, size_t count,
			   struct delivery *deliveries, struct problem *problem)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT && status == STATUS_OK; i++) {
		if (!report->paths[i] || (!findings->report && !formats[i].of_diagnostics))
			continue;
		status = formats[i].print(findings, count, &deliveries[i].text);
		if (status == STATUS_OK && !is_standard_output(report->paths[i]))
			status = prepare_file(&deliveries[i], report->paths[i], report->force, problem);
	}
	if (status == STATUS_OK && report->plots && findings->report)
		status = prepare_plots(&deliveries[PLOTS], findings, report, problem);
	return status;
}

enum status report_options_write_all(const struct report_options *report, const struct findings *findings, size_t count,
				     struct problem *problem)
{
	struct delivery deliveries[DELIVERIES] = { 0 };
	enum status status = prepare(report, findings, count, deliveries, problem);
	for (size_t i = 0; i < DELIVERIES && status == STATUS_OK; i++)
		if (deliveries[i].text.bytes)
			status = finish(&deliveries[i], problem);
	if (status == STATUS_OK && report->github)
		status = annotate(report, findings, count, problem);
	for (size_t i = 0; i < DELIVERIES; i++) {
		output_set_free(deliveries[i].outputs);
		text_release(&deliveries[i].text);
	}
	return status;
}

enum status report_options_write(const struct report_options *report, const struct findings *findings,
				 struct problem *problem)
{
	return report_options_write_all(report, findings, 1, problem);
}

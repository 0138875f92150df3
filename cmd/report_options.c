/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_options.h"

#include "io/output_set.h"
#include "report/report_csv.h"
#include "report/report_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum status (*print)(const struct report *report, struct text *text);
} formats[] = {
	[REPORT_JSON] = { "json", report_json },
	[REPORT_CSV] = { "csv", report_csv },
};

/* Keys are those of enum report_format, from 256 on: no letters. */
enum { KEYS = 256 };

static const struct argp_option options[] = {
	{ .doc = "Reports into a FILE, or - for standard output:", .group = 1 },
	{ .name = "json", .key = KEYS + REPORT_JSON, .arg = "FILE", .doc = "all of it, as JSON" },
	{ .name = "csv", .key = KEYS + REPORT_CSV, .arg = "FILE", .doc = "a measurement a row, as CSV" },
	{ 0 },
};

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
	if (key < KEYS || key >= KEYS + REPORT_FORMAT_COUNT)
		return ARGP_ERR_UNKNOWN;
	report->paths[key - KEYS] = argument;
	return 0;
}

const struct argp report_options_argp = { .options = options, .parser = parse };

const char *report_options_file(const struct report_options *report)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (report->paths[i])
			return formats[i].name;
	return NULL;
}

static bool is_standard_output(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

FILE *report_options_stream(const struct report_options *report)
{
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (is_standard_output(report->paths[i]))
			return stderr;
	return stdout;
}

/* One report on its way: its bytes, and the set of the one file that holds them. */
struct delivery {
	struct text text;
	struct output_set *outputs;
};

static enum status prepare_file(struct delivery *delivery, const char *path, struct problem *problem)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash + 1 - path)) : strdup(".");
	delivery->outputs = folder ? output_set_new(folder) : NULL;
	free(folder);
	if (!delivery->outputs)
		return STATUS_NO_MEMORY;
	enum status status = output_set_write_text(delivery->outputs, slash ? slash + 1 : path, delivery->text.bytes,
						   delivery->text.length);
	if (status != STATUS_OK)
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

enum status report_options_write(const struct report_options *report, const struct findings *findings,
				 struct problem *problem)
{
	struct delivery deliveries[REPORT_FORMAT_COUNT] = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT && status == STATUS_OK; i++) {
		if (!report->paths[i] || !findings->report)
			continue;
		status = formats[i].print(findings->report, &deliveries[i].text);
		if (status == STATUS_OK && !is_standard_output(report->paths[i]))
			status = prepare_file(&deliveries[i], report->paths[i], problem);
	}
	for (size_t i = 0; i < REPORT_FORMAT_COUNT && status == STATUS_OK; i++)
		if (deliveries[i].text.bytes)
			status = finish(&deliveries[i], problem);
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++) {
		output_set_free(deliveries[i].outputs);
		text_release(&deliveries[i].text);
	}
	return status;
}

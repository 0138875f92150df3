/* Implements `verify`, which compares prints with their manifest.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/inspection.h"
#include "cmd/report_guard.h"
#include "cmd/terminal.h"
#include "cmd/threads.h"
#include "cmd/verbose_options.h"
#include "cmd/verify/input_sounds.h"
#include "cmd/verify/manifest_proof.h"
#include "cmd/verify/print_limits.h"
#include "report/printable.h"

#include <argp.h>

/* What is to be verified, and what came of reading it. */
struct subject {
	struct manifest_check check;
	enum status status;
};

struct arguments {
	bool null;
	struct report_options report;
	struct run_options run; /* its files are the manifests */
	struct resource_limits limits;
	struct subject *subjects; /* there is one for each */
};

enum { KEY_NULL = 256 };

static const struct argp_option options[] = {
	{ .name = "null",
	  .key = KEY_NULL,
	  .doc = "prove once more, from the files, that the stems add up to their mixes" },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	(void)argument;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;
		state->child_inputs[1] = &arguments->run;
		state->child_inputs[2] = &arguments->limits;
		return 0;
	case KEY_NULL:
		arguments->null = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Reads all manifests. What cannot be read is told when its turn comes. Returns NO_MEMORY or OK. */
static enum status read_all(const struct arguments *arguments, struct arena *arena)
{
	const struct file_arguments *files = &arguments->run.files;
	struct subject *subjects = arguments->subjects;
	struct diagnostics unsaid;
	enum status status = STATUS_OK;
	diagnostics_init(&unsaid, arena, NULL);
	for (size_t i = 0; i < files->count && status != STATUS_NO_MEMORY; i++)
		status = subjects[i].status = manifest_check_read(&subjects[i].check, files->paths[i], &unsaid);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

/* The report of a render is one of the files of its manifest. */
static enum status guard_prints(struct file_guard *guard, const struct manifest_check *check)
{
	enum status status = report_guard_read(guard, "the manifest", &check->path, 1);
	for (size_t i = 0; i < check->manifest.file_count && status == STATUS_OK; i++) {
		const char *path = manifest_check_path(check, i, guard->arena);
		status = path ? report_guard_read(guard, "the print", &path, 1) : STATUS_NO_MEMORY;
	}
	return status;
}

static enum status list(void *context, struct file_guard *guard, struct diagnostics *diagnostics)
{
	struct arguments *arguments = context;
	const struct file_arguments *files = &arguments->run.files;
	arguments->subjects = ARENA_ARRAY(diagnostics->arena, struct subject, files->count);
	enum status status = arguments->subjects ? read_all(arguments, diagnostics->arena) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = report_guard_read(guard, "the manifest", files->paths, files->count);
	for (size_t i = 0; i < files->count && status == STATUS_OK; i++)
		if (arguments->subjects[i].status == STATUS_OK)
			status = guard_prints(guard, &arguments->subjects[i].check);
	return status;
}

/* Those that have changed are warnings. */
static enum status tell_inputs(const struct manifest_check *check)
{
	struct text lines = { 0 };
	for (size_t i = 0; i < check->manifest.input_count; i++)
		if (check->inputs[i].finding == FILE_AS_WRITTEN) {
			text_append(&lines, "input     ");
			printable_append(&lines, check->manifest.inputs[i].role);
			text_append(&lines, " ");
			printable_append(&lines, check->manifest.inputs[i].file);
			text_append(&lines, ": unchanged since the render\n");
		}
	return terminal_tell_lines(&lines);
}

static enum status check_one(const struct arguments *arguments, const char *path, struct subject *subject,
			     struct workers *workers, struct verdicts *verdicts, struct diagnostics *diagnostics)
{
	struct manifest_check *check = &subject->check;
	enum status status = subject->status;
	if (status != STATUS_OK)
		status = manifest_check_read(check, path, diagnostics);
	if (status == STATUS_OK)
		status = manifest_check_run(check, workers, diagnostics);
	if (status == STATUS_OK)
		status = print_limits_check(check, &arguments->limits, diagnostics);
	if (status == STATUS_OK)
		status = input_sounds_compare(check, &arguments->limits, diagnostics);
	if (status == STATUS_OK)
		status = manifest_check_judge(check, verdicts, diagnostics);
	if (status == STATUS_OK && verbose_is_asked_for())
		status = tell_inputs(check);
	if (status == STATUS_OK && arguments->null)
		status = manifest_proof_run(check, workers, &arguments->limits, verdicts, diagnostics);
	manifest_check_release(check);
	return status;
}

/* Checks all manifests, also when one of them cannot be read. */
static enum status check_all(const struct arguments *arguments, struct verdicts *verdicts,
			     struct diagnostics *diagnostics)
{
	const struct file_arguments *files = &arguments->run.files;
	struct workers *workers = threads_start(arguments->run.jobs);
	enum status status = workers ? STATUS_OK : STATUS_LIMIT;
	for (size_t i = 0; i < files->count && (status == STATUS_OK || status == STATUS_BAD_SOURCE); i++) {
		const enum status one =
			check_one(arguments, files->paths[i], &arguments->subjects[i], workers, verdicts, diagnostics);
		status = one == STATUS_OK ? status : one;
	}
	workers_free(workers);
	return status;
}

static void list_verdicts(const struct verdicts *verdicts, struct text *text)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *verdict = &verdicts->items[i];
		text_append(text, "%-7s ", verdict_status_text(verdict->status));
		printable_append(text, verdict->name);
		text_append(text, ": ");
		printable_append(text, verdict->detail);
		text_append(text, "\n");
	}
}

static enum status work(void *context, struct diagnostics *diagnostics, struct inspection_result *result)
{
	struct verdicts *verdicts = ARENA_NEW(diagnostics->arena, struct verdicts);
	if (!verdicts)
		return STATUS_NO_MEMORY;
	verdicts->arena = diagnostics->arena;
	const enum status status = check_all(context, verdicts, diagnostics);
	list_verdicts(verdicts, &result->appendix);
	result->report.verdicts = verdicts;
	return status;
}

static const struct argp_child children[] = {
	{ .argp = &report_options_argp }, { .argp = &run_options_argp }, { .argp = &resource_limits_argp }, { 0 }
};
static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse,
	.args_doc = "MANIFEST...",
	.doc = "Compares prints with the manifest of their render: whether each file is there with the bytes "
	       "that it had, and whether anything has changed that it was made from.\v"
	       "A manifest is the file manifest.json, or the folder that holds it. Inputs that have changed "
	       "are "
	       "warnings: the prints are older than they are, and not damaged. Exit codes: 0 all is as "
	       "written, 1 a print is not, or a verdict failed, in the render or now, 2 usage, 3 a report "
	       "would overwrite a manifest, 4 a manifest or a file could not be read, 5 a report could not be "
	       "written, 6 limit.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "a manifest is missing" } } };
	const struct inspection inspection = { .reports = &arguments.report,
					       .run = &arguments.run,
					       .limits = &arguments.limits,
					       .context = &arguments,
					       .list = list,
					       .work = work };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL)
		code = inspection_run(&inspection);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_verify = {
	.name = "verify",
	.summary = "whether prints are what their manifest says",
	.run = run,
	.argp = &argp,
};

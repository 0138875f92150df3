/* Implements `null`, which subtracts stems from a mix and judges the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantity.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/inspection.h"
#include "cmd/null/null_report.h"
#include "cmd/null/null_stages.h"
#include "cmd/report_guard.h"
#include "cmd/terminal.h"

#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
	struct null_settings settings;
	struct report_options report;
	struct run_options run; /* its files are the mix first, then the stems */
	struct resource_limits limits;
	const char **candidates;
	struct null_job job;
};

enum {
	KEY_MAX = 512,
	KEY_ALLOW_LENGTH,
	KEY_BY_STAMP,
	KEY_IGNORE_HEADROOM,
	KEY_RESAMPLE,
	KEY_RESIDUAL,
	KEY_ALIGN,
	KEY_BLEED,
	KEY_CANDIDATE,
	KEY_NO_PAIRS
};

static const struct argp_option options[] = {
	{ .name = "max",
	  .key = KEY_MAX,
	  .arg = "DBFS",
	  .doc = "pass when the residual peaks at or under this; if left out, what rounding to the files' formats can "
		 "add up to" },
	{ .name = "allow-length",
	  .key = KEY_ALLOW_LENGTH,
	  .doc = "files may end sooner than others, and are silent from there on" },
	{ .name = "by-stamp",
	  .key = KEY_BY_STAMP,
	  .doc = "files start where their time stamps say (Broadcast Wave), and not all together" },
	{ .name = "ignore-headroom",
	  .key = KEY_IGNORE_HEADROOM,
	  .doc = "take files that stemprint printed lower as they are; if left out, each is raised by the headroom "
		 "that it states" },
	{ .name = "no-pairs",
	  .key = KEY_NO_PAIRS,
	  .doc = "take mono files like bass.L.wav and bass.R.wav one by one, not as left and right of a stereo stem" },
	{ .name = "resample",
	  .key = KEY_RESAMPLE,
	  .doc = "convert stems of another rate to the mix's; such a null needs --max" },
	{ .name = "residual",
	  .key = KEY_RESIDUAL,
	  .arg = "FILE",
	  .doc = "print what is left into a WAV of 32-bit float" },
	{ .name = "candidate",
	  .key = KEY_CANDIDATE,
	  .arg = "FILE",
	  .doc = "a file that might be the missing stem when the null fails; may be given several times" },
	{ .name = "align",
	  .key = KEY_ALIGN,
	  .doc = "measure how many frames late and how many dB off each stem is in the mix, and what would be left "
		 "without that" },
	{ .name = "bleed", .key = KEY_BLEED, .doc = "measure what the stems have in common, pair by pair" },
	{ 0 },
};

static void parse_max(const char *text, struct arguments *arguments, struct argp_state *state)
{
	const char *problem;
	if (!quantity_parse(text, strlen(text), QUANTITY_LEVEL, NULL, &arguments->settings.max_residual_dbfs, &problem))
		command_line_refuse(state, "--max \"%s\": %s", text, problem);
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
	const char *residual = arguments->settings.residual;
	if (arguments->run.files.count < 2)
		command_line_refuse(state, "the stems are missing; name them behind the mix");
	for (size_t i = 0; residual && i < REPORT_FORMAT_COUNT; i++)
		if (arguments->report.paths[i] && strcmp(arguments->report.paths[i], residual) == 0)
			command_line_refuse(state, "--residual and a report both go to \"%s\"; name another file",
					    residual);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;
		state->child_inputs[1] = &arguments->run;
		state->child_inputs[2] = &arguments->limits;
		return 0;
	case KEY_MAX:
		parse_max(argument, arguments, state);
		return 0;
	case KEY_ALLOW_LENGTH:
		arguments->settings.allow_lengths = true;
		return 0;
	case KEY_BY_STAMP:
		arguments->settings.by_stamp = true;
		return 0;
	case KEY_IGNORE_HEADROOM:
		arguments->settings.ignore_headroom = true;
		return 0;
	case KEY_NO_PAIRS:
		arguments->settings.without_pairs = true;
		return 0;
	case KEY_RESAMPLE:
		arguments->settings.resample = true;
		return 0;
	case KEY_CANDIDATE:
		arguments->candidates[arguments->settings.candidate_count++] = argument;
		return 0;
	case KEY_ALIGN:
		arguments->settings.align = true;
		return 0;
	case KEY_BLEED:
		arguments->settings.bleed = true;
		return 0;
	case KEY_RESIDUAL:
		arguments->settings.residual = argument;
		return 0;
	case ARGP_KEY_END:
		check(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status list(void *context, struct file_guard *guard, struct diagnostics *diagnostics)
{
	const struct arguments *arguments = context;
	const struct file_arguments *files = &arguments->run.files;
	const struct null_settings *settings = &arguments->settings;
	const struct guarded_output residual = { .name = "--residual",
						 .path = settings->residual,
						 .remedy = REPORT_GUARD_REMEDY,
						 .diagnostics = diagnostics };
	enum status status = report_guard_read(guard, "the mix", files->paths, 1);
	if (status == STATUS_OK)
		status = report_guard_read(guard, "the stem", files->paths + 1, files->count - 1);
	if (status == STATUS_OK)
		status = report_guard_read(guard, "the candidate", settings->candidates, settings->candidate_count);
	return status == STATUS_OK && settings->residual ? file_guard_write(guard, &residual) : status;
}

static enum status work(void *context, struct diagnostics *diagnostics, struct inspection_result *result)
{
	struct arguments *arguments = context;
	const struct file_arguments *files = &arguments->run.files;
	const enum status status =
		null_stages_run(&arguments->job, diagnostics, files->paths, files->count, &arguments->settings);
	return status == STATUS_OK ? null_report(&arguments->job, &result->report) : status;
}

static void release(void *context)
{
	null_stages_release(&((struct arguments *)context)->job);
}

static enum exit_code null(struct arguments *arguments)
{
	const struct inspection inspection = { .reports = &arguments->report,
					       .run = &arguments->run,
					       .limits = &arguments->limits,
					       .context = arguments,
					       .list = list,
					       .work = work,
					       .release = release };
	arguments->settings.candidates = arguments->candidates;
	arguments->settings.jobs = arguments->run.jobs;
	arguments->settings.force = arguments->report.force;
	arguments->settings.pictures = report_options_pictures(&arguments->report);
	arguments->settings.progress = !arguments->run.quiet && terminal_progress();
	arguments->settings.limits = &arguments->limits;
	return inspection_run(&inspection);
}

static const struct argp_child children[] = {
	{ .argp = &report_options_argp }, { .argp = &run_options_argp }, { .argp = &resource_limits_argp }, { 0 }
};
static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse,
	.args_doc = "MIX STEM...",
	.doc = "Subtracts the stems from the mix, whatever printed them, and reports what is left: how loud, "
	       "when, in which bands, and whether rounding explains it.\v"
	       "WAV, AIFF, FLAC, CAF and more, of 8 to 64 bits, in any combination. A mono file counts on "
	       "every channel of the others at 0 dB. Rates must agree, or see --resample; lengths too, or see "
	       "--allow-length. Exit codes: 0 null, 1 a verdict failed, 2 usage, 3 an output would overwrite "
	       "an input, 4 a file could not be read, 5 an output could not be written.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .settings = { .max_residual_dbfs = (double)NAN },
				       .run = { .files = { .missing = "a mix and its stems are missing" } },
				       .candidates = calloc((size_t)argc, sizeof(char *)) };
	enum exit_code code = arguments.candidates ? command_line_read(&argp, argc, argv, &arguments) : EXIT_LIMIT;
	if (code == EXIT_WELL)
		code = null(&arguments);
	free(arguments.candidates);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_null = {
	.name = "null",
	.summary = "whether stems add up to their mix, whatever printed them",
	.run = run,
	.argp = &argp,
};

/* Implements `quality`, which looks for faults in audio files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/inspection.h"
#include "cmd/job/measurement_job.h"
#include "cmd/report_guard.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

struct arguments {
	struct measurement_settings settings;
	struct quality_request request;
	struct report_options report;
	struct run_options run;
	struct resource_limits limits;
	struct measurement_job measurement;
};

enum { KEY_RATE = 256, KEY_DEPTH, KEY_SET };

static const struct argp_option options[] = {
	{ .name = "rate", .key = KEY_RATE, .arg = "HZ", .doc = "the sample rate that the files must have" },
	{ .name = "depth",
	  .key = KEY_DEPTH,
	  .arg = "BITS",
	  .doc = "the bits that the files must have, and use: 16, 24 or 32" },
	{ .name = "set",
	  .key = KEY_SET,
	  .doc = "the files belong together: lengths, rates, depths and channels must be alike" },
	{ 0 },
};

static double parse_rate(const char *text, struct argp_state *state)
{
	double rate = 0.0;
	const char *problem = "";
	if (!quantity_parse(text, strlen(text), QUANTITY_SAMPLE_RATE, NULL, &rate, &problem))
		command_line_refuse(state, "--rate cannot be \"%s\"; %s", text, problem);
	if (!(rate >= AUDIO_RATE_MINIMUM && rate <= AUDIO_RATE_MAXIMUM))
		command_line_refuse(state, "--rate is \"%s\", but must lie between %d and %d Hz", text,
				    AUDIO_RATE_MINIMUM, AUDIO_RATE_MAXIMUM);
	return rate;
}

static unsigned parse_depth(const char *text, struct argp_state *state)
{
	size_t depth = command_line_whole_number(text, 32);
	if (depth != 16 && depth != 24 && depth != 32)
		command_line_refuse(state, "--depth takes 16, 24 or 32 bits, not \"%s\"", text);
	return (unsigned)depth;
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
	case KEY_RATE:
		arguments->request.sample_rate = parse_rate(argument, state);
		return 0;
	case KEY_DEPTH:
		arguments->request.depth = parse_depth(argument, state);
		return 0;
	case KEY_SET:
		arguments->settings.set = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status list(void *context, struct file_guard *guard, struct diagnostics *diagnostics)
{
	const struct file_arguments *files = &((const struct arguments *)context)->run.files;
	(void)diagnostics;
	return report_guard_read(guard, "the file", files->paths, files->count);
}

static enum status work(void *context, struct diagnostics *diagnostics, struct inspection_result *result)
{
	struct arguments *arguments = context;
	struct measurement_job *measurement = &arguments->measurement;
	const enum status status = measurement_job_run(measurement, diagnostics, arguments->run.files.paths,
						       arguments->run.files.count, &arguments->settings);
	if (status != STATUS_OK)
		return status;
	file_batch_report(&measurement->batch);
	return measurement_job_report(measurement, &result->report);
}

static void release(void *context)
{
	measurement_job_release(&((struct arguments *)context)->measurement);
}

static enum exit_code look(struct arguments *arguments)
{
	const struct inspection inspection = { .reports = &arguments->report,
					       .run = &arguments->run,
					       .limits = &arguments->limits,
					       .context = arguments,
					       .list = list,
					       .work = work,
					       .release = release };
	arguments->settings.jobs = arguments->run.jobs;
	arguments->settings.quality = &arguments->request;
	arguments->settings.pictures = report_options_pictures(&arguments->report);
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
	.args_doc = "FILE...",
	.doc = "Looks for what is wrong with audio files: clipping, peaks, offsets, silence, drop-outs, "
	       "held and repeated samples, clicks, phase, balance, stereo made of mono, depths that are not "
	       "used, bands that a lossy coder or a lower rate cut.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "an audio file is missing" } } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL)
		code = look(&arguments);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_quality = {
	.name = "quality",
	.summary = "what is wrong with audio files: clipping, clicks, drop-outs, phase, lossy sources",
	.run = run,
	.argp = &argp,
};

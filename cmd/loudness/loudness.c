/* Implements `loudness`, which measures audio files and makes levelled copies of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/inspection.h"
#include "cmd/job/measurement_job.h"
#include "cmd/loudness/level_copies.h"
#include "cmd/loudness/level_stages.h"
#include "cmd/loudness/profile_options.h"
#include "cmd/report_guard.h"

#include <argp.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct arguments {
	struct measurement_settings settings;
	struct level_settings levels;
	struct report_options report;
	struct profile_options profiles;
	enum speaker speakers[AUDIO_CHANNELS_MAXIMUM]; /* they come from --channels */
	bool courses;
	bool list_profiles;
	struct run_options run;
	struct resource_limits limits;
	struct measurement_job measurement;
	struct level_job level;
};

enum {
	KEY_DUAL_MONO = 256,
	KEY_CHANNELS,
	KEY_ALBUM,
	KEY_COURSE,
	KEY_PROFILE,
	KEY_PROFILES,
	KEY_TARGET,
	KEY_LIMIT,
	KEY_CEILING
};

static const struct argp_option options[] = {
	{ .name = "album", .key = KEY_ALBUM, .doc = "measure all files together as one programme, too" },
	{ .name = "profile",
	  .key = KEY_PROFILE,
	  .arg = "NAME|FILE",
	  .doc = "judge by that profile; may be given several times" },
	{ .name = "profiles", .key = KEY_PROFILES, .doc = "list the profiles" },
	{ .name = "dual-mono", .key = KEY_DUAL_MONO, .doc = "a mono file plays on two loudspeakers: +3.01 LU" },
	{ .name = "channels",
	  .key = KEY_CHANNELS,
	  .arg = "L,R,C,...",
	  .doc = "the loudspeaker of each channel, - for none; if left out, as the file says, or in WAVE order" },
	{ .name = "course", .key = KEY_COURSE, .doc = "--json has the loudness over time, too" },
	{ .name = "target", .key = KEY_TARGET, .arg = "LUFS", .doc = "print copies of that loudness to --output" },
	{ .name = "output", .key = 'o', .arg = "FILE|FOLDER", .doc = "where the copies go" },
	{ .name = "limit", .key = KEY_LIMIT, .doc = "limit copies whose true peak would pass the ceiling" },
	{ .name = "ceiling",
	  .key = KEY_CEILING,
	  .arg = "DBTP",
	  .doc = "the highest true peak of the copies; if left out, the profile's, or else -1" },
	{ 0 },
};

static void refuse_channel(const char *name, size_t length, struct argp_state *state)
{
	char word[16];
	snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), name);
	const char *nearest = text_nearest(word, speaker_names, SPEAKER_COUNT);
	command_line_refuse(state, "--channels: unknown channel \"%s\"; %s%s%s", word, nearest ? "did you mean \"" : "",
			    nearest ? nearest : "write them like L,R,C,LFE,Ls,Rs", nearest ? "\"?" : "");
}

static void parse_channels(const char *text, struct arguments *arguments, struct argp_state *state)
{
	size_t count = 0;
	for (const char *at = text;; at++) {
		size_t length = strcspn(at, ",");
		if (count == AUDIO_CHANNELS_MAXIMUM)
			command_line_refuse(state, "--channels takes at most %d channels", AUDIO_CHANNELS_MAXIMUM);
		if (!speaker_find(at, length, &arguments->speakers[count++]))
			refuse_channel(at, length, state);
		at += length;
		if (!*at)
			break;
	}
	arguments->settings.speakers = arguments->speakers;
	arguments->settings.speaker_count = count;
}

/* Reads a level from `least` to 0. */
static double parse_level(const char *text, const char *option, enum quantity quantity, double least,
			  struct argp_state *state)
{
	double value = 0.0;
	const char *problem = "";
	if (!quantity_parse(text, strlen(text), quantity, NULL, &value, &problem))
		command_line_refuse(state, "%s cannot be \"%s\"; %s", option, text, problem);
	if (!(value >= least && value <= 0.0))
		command_line_refuse(state, "%s is \"%s\", but must lie between %.0f and 0", option, text, least);
	return value;
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
	const struct level_settings *levels = &arguments->levels;
	if (isnan(levels->target_lufs) && (levels->output || levels->limit || !isnan(levels->ceiling_dbtp)))
		command_line_refuse(state, "--output, --limit and --ceiling go with --target");
	if (!isnan(levels->target_lufs) && (!levels->output || !*levels->output))
		command_line_refuse(state, "--target needs --output FILE or FOLDER");
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
	case KEY_ALBUM:
		arguments->settings.album = true;
		return 0;
	case KEY_DUAL_MONO:
		arguments->settings.dual_mono = true;
		return 0;
	case KEY_CHANNELS:
		parse_channels(argument, arguments, state);
		return 0;
	case KEY_COURSE:
		arguments->courses = true;
		return 0;
	case KEY_PROFILE:
		profile_options_add(&arguments->profiles, argument, state);
		return 0;
	case KEY_PROFILES:
		arguments->list_profiles = true;
		arguments->run.files.missing = NULL;
		return 0;
	case KEY_TARGET:
		arguments->levels.target_lufs = parse_level(argument, "--target", QUANTITY_LOUDNESS, -70.0, state);
		return 0;
	case KEY_CEILING:
		arguments->levels.ceiling_dbtp = parse_level(argument, "--ceiling", QUANTITY_TRUE_PEAK, -30.0, state);
		return 0;
	case KEY_LIMIT:
		arguments->levels.limit = true;
		return 0;
	case 'o':
		arguments->levels.output = argument;
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
	enum status status = report_guard_read(guard, "the file", files->paths, files->count);
	for (size_t i = 0; i < arguments->profiles.count && status == STATUS_OK; i++)
		if (profile_is_file(arguments->profiles.names[i]))
			status = report_guard_read(guard, "the profile", &arguments->profiles.names[i], 1);
	if (status == STATUS_OK && arguments->levels.output)
		status = level_copies_guard(guard, &arguments->levels, files->paths, files->count, diagnostics);
	return status;
}

static enum status work(void *context, struct diagnostics *diagnostics, struct inspection_result *result)
{
	struct arguments *arguments = context;
	struct measurement_job *measurement = &arguments->measurement;
	const bool levels = !isnan(arguments->levels.target_lufs);
	enum status status = profile_options_read(&arguments->profiles, diagnostics);
	arguments->settings.profiles = arguments->profiles.profiles;
	arguments->settings.profile_count = arguments->profiles.count;
	if (status == STATUS_OK)
		status = measurement_job_run(measurement, diagnostics, arguments->run.files.paths,
					     arguments->run.files.count, &arguments->settings);
	if (status != STATUS_OK)
		return status;
	file_batch_report(&measurement->batch);
	result->report.with_courses = arguments->courses;
	if (levels)
		status = level_stages_run(&arguments->level, measurement, &arguments->levels);
	if (status == STATUS_OK)
		status = measurement_job_report(measurement, &result->report);
	return status == STATUS_OK && levels ? level_stages_report(&arguments->level, &result->report) : status;
}

static void release(void *context)
{
	struct arguments *arguments = context;
	level_stages_release(&arguments->level);
	measurement_job_release(&arguments->measurement);
}

static enum exit_code measure(struct arguments *arguments)
{
	const struct inspection inspection = { .reports = &arguments->report,
					       .run = &arguments->run,
					       .limits = &arguments->limits,
					       .context = arguments,
					       .list = list,
					       .work = work,
					       .release = release };
	arguments->levels.force = arguments->report.force;
	arguments->settings.jobs = arguments->run.jobs;
	arguments->settings.pictures = report_options_pictures(&arguments->report);
	arguments->settings.limits = &arguments->limits;
	arguments->settings.unjudged = !isnan(arguments->levels.target_lufs);
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
	.doc = "Measures audio files: integrated loudness, range, momentary and short-term maxima, true peak, "
	       "peak to loudness ratios (ITU-R BS.1770-5, EBU R 128).",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "an audio file is missing" } },
				       .levels = { .target_lufs = (double)NAN, .ceiling_dbtp = (double)NAN } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL)
		code = arguments.list_profiles ? profile_options_list() : measure(&arguments);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_loudness = {
	.name = "loudness",
	.summary = "how loud audio files are, and whether they meet what is asked for",
	.run = run,
	.argp = &argp,
};

/* Reads the options of `render`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_options.h"

#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "dsp/kernel/select.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	KEY_NO_STEMS = 256,
	KEY_FROM,
	KEY_TO,
	KEY_REGION,
	KEY_PRUNE,
	KEY_SENDS,
	KEY_PROFILE,
	KEY_NO_LOUDNESS,
	KEY_NO_NULL,
	KEY_BLEED,
	KEY_BLOCK,
	KEY_CPU,
	KEY_ANEW,
	KEY_DRY_RUN,
	KEY_HASH
};

static const struct argp_option table[] = {
	{ .name = "directory", .key = 'd', .arg = "FOLDER", .doc = "print there instead of the recipe's `directory`" },
	{ .name = "no-stems", .key = KEY_NO_STEMS, .doc = "mixes and taps alone" },
	{ .name = "from",
	  .key = KEY_FROM,
	  .arg = "TIME",
	  .doc = "print from this time of the session on, like 75 s or 9|1; it is the same as that part of the full "
		 "files" },
	{ .name = "to", .key = KEY_TO, .arg = "TIME", .doc = "print up to this time of the session" },
	{ .name = "region",
	  .key = KEY_REGION,
	  .arg = "NAME",
	  .doc = "print this region instead of the full files; may be given several times" },
	{ .name = "sends",
	  .key = KEY_SENDS,
	  .doc = "print what leaves for hardware inserts, and no mix; sends whose returns exist are compared" },
	{ .name = "anew",
	  .key = KEY_ANEW,
	  .doc = "render even if all files are there and up to date; --force, --csv, --html, --plots, --github and "
		 "--profile do so, too" },
	{ .name = "dry-run",
	  .key = KEY_DRY_RUN,
	  .doc = "render and write nothing: list each file that would be new, replaced, up to date, refused or left "
		 "over" },
	{ .name = "prune",
	  .key = KEY_PRUNE,
	  .doc = "remove files that earlier renders printed there and this one does not, unless they have changed" },
	{ .name = "no-null", .key = KEY_NO_NULL, .doc = "without the null test" },
	{ .name = "no-loudness", .key = KEY_NO_LOUDNESS, .doc = "without loudness and true peak" },
	{ .name = "hash",
	  .key = KEY_HASH,
	  .arg = "KIND",
	  .doc = "hash files by xxh3-128, which is the default, or by sha256, which withstands forgers and takes more "
		 "time" },
	{ .name = "bleed", .key = KEY_BLEED, .doc = "measure what each track brings to each stem: a second pass" },
	{ .name = "profile", .key = KEY_PROFILE, .doc = "print what each insert has cost, and which kernels ran" },
	{ .name = "block",
	  .key = KEY_BLOCK,
	  .arg = "FRAMES",
	  .doc = "frames per block, 1 to 65536; the bytes are the same" },
	{ .name = "cpu",
	  .key = KEY_CPU,
	  .arg = "NAME",
	  .doc = "kernels to run: plain, sse2, avx2 or avx512; the bytes are the same" },
	{ 0 },
};

static void parse_block(const char *text, struct render_options *options, struct argp_state *state)
{
	options->settings.block_frames = command_line_whole_number(text, ENGINE_BLOCK_FRAMES_MAXIMUM);
	if (options->settings.block_frames == 0)
		command_line_refuse(state, "--block takes 1 to %d frames, not \"%s\"", ENGINE_BLOCK_FRAMES_MAXIMUM,
				    text);
}

static void add_region(const char *name, struct render_options *options, struct argp_state *state)
{
	struct render_settings *settings = &options->settings;
	const char **regions = realloc(settings->regions, (settings->region_count + 1) * sizeof *regions);
	if (!regions)
		argp_failure(state, EXIT_LIMIT, 0, "out of memory");
	settings->regions = regions;
	settings->regions[settings->region_count++] = name;
}

bool render_options_are_several(const struct render_options *options)
{
	return options->run.files.count > 1 || options->shard.count > 0;
}

static void check(const struct render_options *options, struct argp_state *state)
{
	if (options->settings.region_count > 0 && (options->settings.from || options->settings.to))
		command_line_refuse(state, "--region and --%s both say what is printed; leave one out",
				    options->settings.from ? "from" : "to");
	const char *report = report_options_figures(&options->report);
	const bool partly = options->settings.region_count > 0 || options->settings.from || options->settings.to;
	if (options->settings.sends && (report || partly || options->settings.bleed))
		command_line_refuse(state, "--sends prints no mix, so nothing is reported; leave --%s out",
				    report   ? report
				    : partly ? "from, --to and --region"
					     : "bleed");
	if (options->settings.sends && options->depfile.path && !options->report.stamp)
		command_line_refuse(state, "--sends makes no manifest that a rule could name; add --stamp");
	if (options->depfile.beside_stamp && !options->report.stamp)
		command_line_refuse(state,
				    "-MD names the rule after the stamp; add --stamp, or name the rule with -MF");
	if (render_options_are_several(options) && (options->report.plots || options->settings.directory))
		command_line_refuse(state, "--%s goes with one recipe%s", options->report.plots ? "plots" : "directory",
				    options->shard.count > 0 ? ", and without --shard" : "");
	if (render_options_are_several(options) &&
	    report_options_is_standard_output(options->report.paths[REPORT_HTML]))
		command_line_refuse(state, "--html of several recipes makes a page for each; name a file");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct render_options *options = state->input;
	if (!counted_options_add(&options->settings.counted, table, key, argument))
		argp_failure(state, EXIT_LIMIT, 0, "out of memory");
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->report;
		state->child_inputs[1] = &options->run;
		state->child_inputs[2] = &options->limits;
		state->child_inputs[3] = &options->depfile;
		state->child_inputs[4] = &options->variables;
		state->child_inputs[5] = &options->shard;
		return 0;
	case 'd':
		options->settings.directory = argument;
		return 0;
	case KEY_NO_STEMS:
		options->settings.without_stems = true;
		return 0;
	case KEY_FROM:
		options->settings.from = argument;
		return 0;
	case KEY_TO:
		options->settings.to = argument;
		return 0;
	case KEY_REGION:
		add_region(argument, options, state);
		return 0;
	case KEY_SENDS:
		options->settings.sends = true;
		return 0;
	case KEY_ANEW:
		options->anew = true;
		return 0;
	case KEY_DRY_RUN:
		options->settings.dry_run = true;
		return 0;
	case KEY_PRUNE:
		options->settings.prune = true;
		return 0;
	case KEY_NO_NULL:
		options->settings.without_null = true;
		return 0;
	case KEY_NO_LOUDNESS:
		options->settings.without_loudness = true;
		return 0;
	case KEY_BLEED:
		options->settings.bleed = true;
		return 0;
	case KEY_PROFILE:
		options->settings.profile = true;
		return 0;
	case KEY_HASH:
		if (!hash_kind_find(argument, &options->settings.hash))
			command_line_refuse(state, "--hash takes xxh3-128 or sha256, not \"%s\"", argument);
		return 0;
	case KEY_BLOCK:
		parse_block(argument, options, state);
		return 0;
	case KEY_CPU:
		options->settings.kernel = kernel_select(argument);
		if (!options->settings.kernel)
			command_line_refuse(state, "no kernels \"%s\" on this machine; see `stemprint --version`",
					    argument);
		return 0;
	case ARGP_KEY_END:
		check(options, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &report_options_argp },
					      { .argp = &run_options_argp },
					      { .argp = &resource_limits_argp },
					      { .argp = &depfile_options_argp },
					      { .argp = &setting_options_argp },
					      { .argp = &shard_argp },
					      { 0 } };
const struct argp render_options_argp = {
	.options = table,
	.children = children,
	.parser = parse,
	.args_doc = "RECIPE...",
	.doc = "Renders recipes: mixes, stems, null test, loudness, report. The recipe - is standard input.",
};

/* The values of variables stand in the manifest, as options of the render itself do. */
static bool count_settings(struct render_options *options)
{
	const struct recipe_settings *settings = &options->variables.settings;
	bool counted = true;
	for (size_t i = 0; i < settings->count && counted; i++) {
		char *words;
		counted = asprintf(&words, "%s=%s", settings->items[i].name, settings->items[i].value) >= 0;
		if (counted) {
			counted = counted_options_add(&options->settings.counted, setting_options_table,
						      SETTING_OPTIONS_KEY, words);
			free(words);
		}
	}
	return counted;
}

bool render_options_settle(struct render_options *options)
{
	struct render_settings *settings = &options->settings;
	const struct report_options *report = &options->report;
	if (!settings->kernel)
		settings->kernel = kernel_select(NULL);
	settings->force = report->force;
	settings->anew = options->anew || report->force || settings->profile || report_options_need_figures(report);
	settings->pictures = report_options_pictures(report);
	settings->progress = !options->run.quiet && terminal_progress();
	settings->limits = &options->limits;
	options->report.several = render_options_are_several(options);
	const bool counted = count_settings(options);
	counted_options_sort(&settings->counted);
	return counted;
}

void render_options_release(struct render_options *options)
{
	counted_options_release(&options->settings.counted);
	setting_options_release(&options->variables);
	free(options->settings.regions);
	file_arguments_release(&options->run.files);
}

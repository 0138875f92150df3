/* Implements `render`, which renders recipes, verifies the prints and writes the reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_memory.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/delivery.h"
#include "cmd/interrupt.h"
#include "cmd/job/print_folders.h"
#include "cmd/job/recipe_guard.h"
#include "cmd/job/resource_check.h"
#include "cmd/render/depfile.h"
#include "cmd/render/depfile_options.h"
#include "cmd/render/dry_run.h"
#include "cmd/render/kept_render.h"
#include "cmd/render/render_manifest.h"
#include "cmd/render/render_report.h"
#include "cmd/render/render_stages.h"
#include "cmd/render/run_facts.h"
#include "cmd/render/send_pass.h"
#include "cmd/render/shard.h"
#include "cmd/render/song_queue.h"
#include "cmd/report_destination.h"
#include "cmd/run_options.h"
#include "cmd/setting_options.h"
#include "cmd/song_page.h"
#include "cmd/stamp.h"
#include "cmd/terminal.h"
#include "cmd/threads.h"
#include "dsp/kernel/select.h"
#include "io/audio_source.h"
#include "io/fence.h"
#include "io/machine_memory.h"
#include "io/print_record.h"
#include "report/cost_text.h"
#include "report/printable.h"
#include "report/report_json.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
	struct render_settings settings;
	struct report_options report;
	struct run_options run; /* its files are the recipes */
	struct resource_limits limits;
	struct depfile_options depfile;
	struct setting_options variables;
	struct shard shard;
	bool verbose;
	bool anew;
	bool reports_refused; /* files that stemprint did not write are in the way of the reports */
	struct project *projects; /* there is one for each recipe */
	/* They are the folders that several recipes print into; NULL means that the folder is unknown. */
	const char **directories;
	struct arena *arena; /* it holds what is kept of each of several recipes */
	struct kept_findings kept; /* they are for reports that cover several recipes */
	struct arena **song_arenas; /* there is one for each of several recipes; it holds what is kept of it */
	struct memory_gate *gate; /* songs that run side by side pass it */
	size_t threads_each; /* of such a song */
};

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
	KEY_VERBOSE,
	KEY_ANEW,
	KEY_DRY_RUN,
	KEY_HASH
};

static const struct argp_option options[] = {
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
	{ .name = "verbose",
	  .key = KEY_VERBOSE,
	  .doc = "print the kernels, the threads, and the path of each file on standard error" },
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

static void parse_block(const char *text, struct arguments *arguments, struct argp_state *state)
{
	arguments->settings.block_frames = command_line_whole_number(text, ENGINE_BLOCK_FRAMES_MAXIMUM);
	if (arguments->settings.block_frames == 0)
		command_line_refuse(state, "--block takes 1 to %d frames, not \"%s\"", ENGINE_BLOCK_FRAMES_MAXIMUM,
				    text);
}

static void add_region(const char *name, struct arguments *arguments, struct argp_state *state)
{
	struct render_settings *settings = &arguments->settings;
	const char **regions = realloc(settings->regions, (settings->region_count + 1) * sizeof *regions);
	if (!regions)
		argp_failure(state, EXIT_LIMIT, 0, "out of memory");
	settings->regions = regions;
	settings->regions[settings->region_count++] = name;
}

/* A shard is part of several recipes, also where one of them or none is left. */
static bool are_several(const struct arguments *arguments)
{
	return arguments->run.files.count > 1 || arguments->shard.count > 0;
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
	if (arguments->settings.region_count > 0 && (arguments->settings.from || arguments->settings.to))
		command_line_refuse(state, "--region and --%s both say what is printed; leave one out",
				    arguments->settings.from ? "from" : "to");
	const char *report = report_options_figures(&arguments->report);
	const bool partly = arguments->settings.region_count > 0 || arguments->settings.from || arguments->settings.to;
	if (arguments->settings.sends && (report || partly || arguments->settings.bleed))
		command_line_refuse(state, "--sends prints no mix, so nothing is reported; leave --%s out",
				    report   ? report
				    : partly ? "from, --to and --region"
					     : "bleed");
	if (arguments->settings.sends && arguments->depfile.path && !arguments->report.stamp)
		command_line_refuse(state, "--sends makes no manifest that a rule could name; add --stamp");
	if (arguments->depfile.beside_stamp && !arguments->report.stamp)
		command_line_refuse(state,
				    "-MD names the rule after the stamp; add --stamp, or name the rule with -MF");
	if (are_several(arguments) && (arguments->report.plots || arguments->settings.directory))
		command_line_refuse(state, "--%s goes with one recipe%s",
				    arguments->report.plots ? "plots" : "directory",
				    arguments->shard.count > 0 ? ", and without --shard" : "");
	if (are_several(arguments) && report_options_is_standard_output(arguments->report.paths[REPORT_HTML]))
		command_line_refuse(state, "--html of several recipes makes a page for each; name a file");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	if (!counted_options_add(&arguments->settings.counted, options, key, argument))
		argp_failure(state, EXIT_LIMIT, 0, "out of memory");
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;
		state->child_inputs[1] = &arguments->run;
		state->child_inputs[2] = &arguments->limits;
		state->child_inputs[3] = &arguments->depfile;
		state->child_inputs[4] = &arguments->variables;
		state->child_inputs[5] = &arguments->shard;
		return 0;
	case 'd':
		arguments->settings.directory = argument;
		return 0;
	case KEY_NO_STEMS:
		arguments->settings.without_stems = true;
		return 0;
	case KEY_FROM:
		arguments->settings.from = argument;
		return 0;
	case KEY_TO:
		arguments->settings.to = argument;
		return 0;
	case KEY_REGION:
		add_region(argument, arguments, state);
		return 0;
	case KEY_SENDS:
		arguments->settings.sends = true;
		return 0;
	case KEY_ANEW:
		arguments->anew = true;
		return 0;
	case KEY_DRY_RUN:
		arguments->settings.dry_run = true;
		return 0;
	case KEY_PRUNE:
		arguments->settings.prune = true;
		return 0;
	case KEY_NO_NULL:
		arguments->settings.without_null = true;
		return 0;
	case KEY_NO_LOUDNESS:
		arguments->settings.without_loudness = true;
		return 0;
	case KEY_BLEED:
		arguments->settings.bleed = true;
		return 0;
	case KEY_PROFILE:
		arguments->settings.profile = true;
		return 0;
	case KEY_VERBOSE:
		arguments->verbose = true;
		return 0;
	case KEY_HASH:
		if (!hash_kind_find(argument, &arguments->settings.hash))
			command_line_refuse(state, "--hash takes xxh3-128 or sha256, not \"%s\"", argument);
		return 0;
	case KEY_BLOCK:
		parse_block(argument, arguments, state);
		return 0;
	case KEY_CPU:
		arguments->settings.kernel = kernel_select(argument);
		if (!arguments->settings.kernel)
			command_line_refuse(state, "no kernels \"%s\" on this machine; see `stemprint --version`",
					    argument);
		return 0;
	case ARGP_KEY_END:
		check(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status refuse(struct project *project, enum status status, const char *problem)
{
	diagnostics_failure(&project->diagnostics, status, "output", (struct location){ 0 }, "%s", problem);
	return status;
}

/* Reports files of earlier renders that are still in the folder. A report that passes says nothing about these
   files. */
static void report_left_over(struct render_job *job, bool quiet)
{
	size_t count;
	const struct output_left_over *files = output_set_left_over(job->outputs, &count);
	const char *remedy =
		job->settings->prune ? "it has changed since, so --prune keeps it" : "remove it, or let --prune do so";
	for (size_t i = 0; i < count; i++)
		if (!files[i].removed)
			diagnostics_warning(&job->project->diagnostics, "left-over", (struct location){ 0 },
					    "an earlier render made \"%s\", and this one does not; %s", files[i].path,
					    remedy);
		else if (!quiet)
			terminal_complain("removed \"%s\", which an earlier render made", files[i].path);
}

/* Makes the manifest, which knows the report, too. */
static enum status write_manifest(struct render_job *job, const struct report *report, const struct text *json)
{
	struct manifest manifest;
	struct text text = { 0 };
	enum status status = render_manifest_settings(job, &manifest);
	if (status == STATUS_OK)
		status = render_manifest_inputs(job, &manifest);
	if (status == STATUS_OK)
		status = render_manifest_outputs(job, report, json, &manifest);
	if (status == STATUS_OK)
		status = manifest_json(&manifest, &text);
	if (status == STATUS_OK)
		status = output_set_write_text(job->outputs, PRINT_RECORD_MANIFEST, text.bytes, text.length);
	text_release(&text);
	return status;
}

/* Gives the files of the render, its report and its manifest their names together. */
static enum status commit(struct render_job *job, const struct report *report)
{
	struct text json = { 0 };
	enum status status = report_json(report, &json);
	if (status == STATUS_OK)
		status = output_set_write_text(job->outputs, PRINT_RECORD_REPORT, json.bytes, json.length);
	if (status == STATUS_OK)
		status = write_manifest(job, report, &json);
	if (status == STATUS_OK)
		status = output_set_commit(job->outputs);
	if (status_is_of_output(status))
		status = refuse(job->project, status, output_set_problem(job->outputs));
	text_release(&json);
	return status;
}

static struct cost_account account_of(const struct render_job *job)
{
	return (struct cost_account){
		.graph = job->graph,
		.costs = job->result.costs,
		.count = job->result.cost_count,
		.frames = (double)(job->result.frames + job->graph->latency),
		.scale = 1.0,
		.afterwards_seconds = job->verify_seconds,
	};
}

/* Returns the text that --profile adds to the report, or NULL. The text belongs to `text`. */
static const char *profile_text(const struct render_job *job, const struct cost_account *account, struct text *text)
{
	text_append(text, "\n");
	run_facts_append(job->project, job->settings, text);
	cost_text(account, text);
	return text->bytes;
}

static struct delivery delivery_of(struct arguments *arguments, size_t index)
{
	return (struct delivery){ .index = index,
				  .arena = arguments->song_arenas ? arguments->song_arenas[index] : NULL,
				  .options = arguments->reports_refused ? NULL : &arguments->report,
				  .kept = arguments->report.several ? &arguments->kept : NULL,
				  .recipe = arguments->run.files.paths[index],
				  .quiet = arguments->run.quiet };
}

/* Says that there is nothing to do, and how the files were judged: a verdict that failed fails again. */
static enum status keep_files(struct render_job *job, const struct delivery *delivery, struct report *report)
{
	struct delivery kept = *delivery;
	struct findings findings;
	output_set_keep(job->outputs);
	kept_render_repeat_warnings(job);
	report_left_over(job, delivery->quiet);
	enum status status = kept_render_findings(job, !!delivery->options->paths[REPORT_JSON], report, &findings);
	if (status == STATUS_OK && !delivery->quiet)
		status = kept_render_say(job, delivery->recipe, report_options_stream(delivery->options));
	/* Figures stand in the report that was made with the files. */
	kept.quiet = true;
	return delivery_write(&kept, status, findings, &job->project->diagnostics);
}

/* Tells what would become of the files. A verdict that failed when they were made fails again. */
static enum status tell_files(const struct render_job *job, const char *recipe, enum status status,
			      struct report *report)
{
	struct text text = { 0 };
	if (status == STATUS_INTERRUPTED)
		return status;
	report->verdicts = job->kept ? job->kept->verdicts : NULL;
	dry_run_tell(job, recipe, &text);
	const enum status told = terminal_print_text(&text);
	text_release(&text);
	return status == STATUS_OK ? told : status;
}

/* Says where the files are. */
static enum status say_written(const struct render_job *job, FILE *stream)
{
	const size_t count = output_set_expected(job->outputs);
	struct text text = { 0 };
	text_append(&text, "written   %zu %s to \"", count, count == 1 ? "file" : "files");
	printable_append(&text, job->directory);
	text_append(&text, "\"\n");
	const enum status status = terminal_write_text(&text, stream);
	text_release(&text);
	return status;
}

/* Gives the files their names and delivers the reports. */
static enum status deliver(struct render_job *job, struct delivery delivery, enum status status, struct report *report)
{
	struct text text = { 0 };
	struct cost_account account;
	struct findings findings = { 0 };
	if (status == STATUS_OK && job->kept)
		return keep_files(job, &delivery, report);
	if (status == STATUS_OK && !job->settings->held_back) {
		status = render_report(job, report);
		if (status == STATUS_OK)
			status = commit(job, report);
		if (status == STATUS_OK)
			report_left_over(job, delivery.quiet);
		findings = (struct findings){ .report = report, .graph = job->graph };
	}
	if (findings.report && job->settings->profile) {
		account = account_of(job);
		findings.costs = &account;
		delivery.appendix = profile_text(job, &account, &text);
	}
	status = delivery_write(&delivery, status, findings, &job->project->diagnostics);
	text_release(&text);
	if (status == STATUS_OK && findings.report && !delivery.quiet)
		status = say_written(job, report_options_stream(delivery.options));
	return status;
}

/* Several recipes of one command that print into one folder would overwrite each other's files. */
static enum status check_folder(struct project *project, size_t index, const struct arguments *arguments)
{
	const size_t other = print_folders_other(arguments->directories, arguments->run.files.count, index);
	if (other >= index)
		return STATUS_OK;
	diagnostics_error(&project->diagnostics, "folder-claimed-twice", project->recipe->print.directory_at,
			  PRINT_FOLDERS_MEET, arguments->run.files.paths[other], arguments->run.files.paths[index]);
	return STATUS_BAD_RECIPE;
}

/* Prints what leaves for hardware, and tells what to do with it. */
static enum exit_code print_sends(size_t index, struct arguments *arguments)
{
	struct project *project = &arguments->projects[index];
	struct text text = { 0 };
	project->printing_sends = true;
	enum status status = project_probe(project);
	if (status == STATUS_OK)
		status = resource_check_length(project, &arguments->limits);
	if (status == STATUS_OK)
		status = send_pass_run(project, &arguments->settings, &text);
	project_print_diagnostics(project);
	const bool dry_run = arguments->settings.dry_run;
	const enum status told =
		dry_run || (status == STATUS_OK && !arguments->run.quiet) ? terminal_print_text(&text) : STATUS_OK;
	status = status == STATUS_OK ? told : status;
	text_release(&text);
	project_release(project);
	return exit_code_of(status);
}

/* Renders one recipe. With `stopped` a signal is only told, because other songs may still run. */
static enum exit_code render(size_t index, struct arguments *arguments, const struct render_settings *settings,
			     bool *stopped)
{
	struct project *project = &arguments->projects[index];
	const struct delivery delivery = delivery_of(arguments, index);
	struct render_job job = { .project = project, .settings = settings };
	struct report report = { 0 };
	enum status status = project_probe(project);
	if (status == STATUS_OK)
		status = resource_check_length(project, &arguments->limits);
	if (status == STATUS_OK && arguments->verbose)
		run_facts_print(project, settings);
	if (status == STATUS_OK)
		status = check_folder(project, index, arguments);
	if (status == STATUS_OK)
		status = render_stages_run(&job, project, settings);
	status = settings->dry_run ? tell_files(&job, delivery.recipe, status, &report)
				   : deliver(&job, delivery, status, &report);
	render_stages_release(&job);
	if (stopped)
		*stopped = status == STATUS_INTERRUPTED;
	const enum exit_code code =
		stopped && *stopped ? EXIT_LIMIT : delivery_end(&delivery, status, &report, &project->diagnostics);
	project_release(project);
	return code;
}

/* Hashes the texts at once, before anybody changes them during a long render. */
static enum status find_texts(const struct arguments *arguments)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < arguments->run.files.count && status == STATUS_OK; i++) {
		struct project *project = &arguments->projects[i];
		if (project->recipe)
			status = text_inputs_find(project->recipe, arguments->settings.hash, &project->diagnostics,
						  &project->texts);
		if (status != STATUS_OK)
			project_print_diagnostics(project);
	}
	return status;
}

/* Reads the recipes. Returns BAD_RECIPE, after a message, when an option would overwrite an input. */
static enum status guard_recipes(const struct arguments *arguments, const char *depfile)
{
	const struct recipe_guard guard = { .paths = arguments->run.files.paths,
					    .projects = arguments->projects,
					    .count = arguments->run.files.count,
					    .settings = &arguments->variables.settings,
					    .directory = arguments->settings.directory,
					    .without_stems = arguments->settings.without_stems,
					    .reports = &arguments->report,
					    .depfile = depfile };
	const enum status status = recipe_guard_read(&guard);
	return status == STATUS_OK ? find_texts(arguments) : status;
}

/* Copies the directories, because they are needed longer than the projects, which are released one after the other. */
static bool list_directories(struct arguments *arguments)
{
	bool well = true;
	for (size_t i = 0; i < arguments->run.files.count; i++) {
		const struct recipe *recipe = arguments->projects[i].recipe;
		if (!recipe)
			continue;
		const char *directory = recipe->print.directory;
		arguments->directories[i] = arena_text(arguments->arena, directory, strlen(directory));
		well &= !!arguments->directories[i];
	}
	return well;
}

static enum status tell_reports(const struct arguments *arguments, const char *depfile, struct diagnostics *diagnostics)
{
	struct text text = { 0 };
	enum status status = dry_run_tell_reports(&arguments->report, depfile, diagnostics, &text);
	const enum status told = terminal_print_text(&text);
	text_release(&text);
	return status == STATUS_OK ? told : status;
}

static enum status check_reports(const struct arguments *arguments, struct diagnostics *diagnostics)
{
	const enum status status = report_destination_check(&arguments->report, diagnostics);
	return status == STATUS_OK ? stamp_withdraw(&arguments->report, diagnostics) : status;
}

/* Checks whether anything is in the way before it lets any recipe be rendered. */
static enum status prepare(struct arguments *arguments, const char *depfile)
{
	struct diagnostics diagnostics;
	size_t count = arguments->run.files.count;
	arguments->directories = ARENA_ARRAY(arguments->arena, const char *, count);
	if (!arguments->directories)
		return STATUS_NO_MEMORY;
	diagnostics_init(&diagnostics, arguments->arena, NULL);
	enum status status = guard_recipes(arguments, depfile);
	if (status != STATUS_OK)
		return status;
	status = arguments->settings.dry_run ? tell_reports(arguments, depfile, &diagnostics)
					     : check_reports(arguments, &diagnostics);
	terminal_print_diagnostics(&diagnostics);
	arguments->reports_refused = arguments->settings.held_back = status_is_of_output(status);
	if (count < 2 || status == STATUS_NO_MEMORY)
		return status;
	if (!list_directories(arguments))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (print_folders_other(arguments->directories, count, i) < count)
			arguments->settings.held_back = true;
	return status;
}

/* Renders one recipe after the other, all with the same threads. */
static enum exit_code render_in_turn(struct arguments *arguments)
{
	enum exit_code code = EXIT_WELL;
	for (size_t i = 0; i < arguments->run.files.count; i++) {
		const enum exit_code one = arguments->settings.sends ? print_sends(i, arguments)
								     : render(i, arguments, &arguments->settings, NULL);
		code = exit_code_worst(code, one);
	}
	return code;
}

/* Renders a song beside others, with threads of its own. */
static enum exit_code render_song(void *context, size_t index, bool *stopped)
{
	struct arguments *arguments = context;
	struct render_settings settings = arguments->settings;
	settings.progress = false;
	settings.gate = arguments->gate;
	settings.workers = workers_new(arguments->threads_each);
	if (!settings.workers) {
		terminal_complain("%s: out of memory", arguments->run.files.paths[index]);
		return EXIT_LIMIT;
	}
	const enum exit_code code = render(index, arguments, &settings, stopped);
	workers_free(settings.workers);
	return code;
}

static enum exit_code render_abreast(struct arguments *arguments, size_t abreast)
{
	const struct song_queue queue = {
		.count = arguments->run.files.count, .abreast = abreast, .run = render_song, .context = arguments
	};
	bool stopped;
	arguments->threads_each = workers_count(arguments->settings.workers) / abreast;
	machine_memory_leave_stacks(abreast);
	audio_source_reserve_most();
	json_memory_begin();
	arguments->gate = memory_gate_new(arguments->limits.memory_bytes);
	if (!arguments->gate)
		return EXIT_LIMIT;
	const enum exit_code code = song_queue_run(&queue, &stopped);
	memory_gate_free(arguments->gate);
	return stopped ? interrupt_end() : code;
}

/* Returns how many songs run side by side. Two or more wait for each place, so that a long one at the end, which has
   only a part of the threads, costs little. The decoder of strangers' files serves one song at a time, and the clock of
   --profile counts the whole process. */
static size_t count_abreast(const struct arguments *arguments)
{
	enum { SONGS_PER_PLACE = 2 };
	const struct render_settings *settings = &arguments->settings;
	const size_t threads = workers_count(settings->workers), most = arguments->run.files.count / SONGS_PER_PLACE;
	if (settings->sends || settings->dry_run || settings->profile || settings->held_back || fence_is_raised())
		return 1;
	return most < threads ? most : threads;
}

static enum exit_code render_each(struct arguments *arguments, enum status status)
{
	arguments->settings.workers = threads_start(arguments->run.jobs);
	if (!arguments->settings.workers)
		return EXIT_LIMIT;
	const size_t abreast = count_abreast(arguments);
	const enum exit_code rendered = abreast > 1 ? render_abreast(arguments, abreast) : render_in_turn(arguments);
	const enum exit_code code = exit_code_worst(exit_code_of(status), rendered);
	workers_free(arguments->settings.workers);
	const bool several = arguments->report.several && status == STATUS_OK && !arguments->settings.dry_run;
	struct kept_findings *kept = &arguments->kept;
	if (several && !arguments->run.quiet)
		delivery_tell_songs(&arguments->report, kept->items, kept->count);
	return several ? exit_code_worst(code, delivery_write_all(&arguments->report, kept->items, kept->count)) : code;
}

static enum exit_code render_all(struct arguments *arguments)
{
	struct depfile depfile = { .stamp = arguments->report.stamp,
				   .force = arguments->report.force,
				   .look = arguments->settings.dry_run,
				   .arena = arguments->arena,
				   .recipes = arguments->run.files.paths,
				   .recipe_count = arguments->run.files.count };
	if (!depfile_options_path(&arguments->depfile, depfile.stamp, depfile.arena, &depfile.path))
		return EXIT_LIMIT;
	const enum status status = prepare(arguments, depfile.path);
	/* Reports that cannot be written hold the prints back, song by song. All else ends here: without the hashes of
	   its texts, a song would get a false manifest. */
	if (status != STATUS_OK && !(arguments->reports_refused && status_is_of_output(status)))
		return exit_code_of(status);
	const enum status made = depfile_prepare(&depfile, arguments->projects, arguments->settings.directory);
	if (made != STATUS_OK)
		return exit_code_of(made);
	const enum exit_code code = render_each(arguments, status);
	return arguments->settings.dry_run ? code : stamp_write(&arguments->report, depfile_write(&depfile, code));
}

static bool make_song_arenas(struct arguments *arguments)
{
	const size_t count = arguments->run.files.count;
	if (!arguments->report.several)
		return true;
	arguments->song_arenas = ARENA_ARRAY(arguments->arena, struct arena *, count);
	bool well = arguments->song_arenas;
	for (size_t i = 0; well && i < count; i++) {
		arguments->song_arenas[i] = arena_new();
		well = arguments->song_arenas[i];
	}
	return well;
}

/* Each of several recipes has a page of its own. */
static bool name_pages(struct arguments *arguments)
{
	struct report_options *report = &arguments->report;
	const struct file_arguments *files = &arguments->run.files;
	if (!report->several || !report->paths[REPORT_HTML])
		return true;
	report->pages = song_pages_name(report->paths[REPORT_HTML], files->paths, files->count, arguments->arena);
	report->page_count = report->pages ? files->count : 0;
	return report->pages;
}

static enum exit_code work(struct arguments *arguments)
{
	const size_t count = arguments->run.files.count;
	arguments->arena = arena_new();
	if (!arguments->arena)
		return EXIT_LIMIT;
	arguments->kept = (struct kept_findings){ .items = ARENA_ARRAY(arguments->arena, struct findings, count),
						  .count = count };
	arguments->projects = ARENA_ARRAY(arguments->arena, struct project, count);
	const bool ready =
		arguments->kept.items && arguments->projects && name_pages(arguments) && make_song_arenas(arguments);
	const enum exit_code code = ready ? render_all(arguments) : EXIT_LIMIT;
	for (size_t i = 0; arguments->projects && i < count; i++)
		project_release(&arguments->projects[i]);
	for (size_t i = 0; arguments->song_arenas && i < count; i++)
		arena_free(arguments->song_arenas[i]);
	arena_free(arguments->arena);
	return code;
}

static const struct argp_child children[] = { { .argp = &report_options_argp },
					      { .argp = &run_options_argp },
					      { .argp = &resource_limits_argp },
					      { .argp = &depfile_options_argp },
					      { .argp = &setting_options_argp },
					      { .argp = &shard_argp },
					      { 0 } };
static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse,
	.args_doc = "RECIPE...",
	.doc = "Renders recipes: mixes, stems, null test, loudness, report. The recipe - is standard input.",
};

/* The values of variables stand in the manifest, as options of the render itself do. */
static bool count_settings(struct arguments *arguments)
{
	const struct recipe_settings *settings = &arguments->variables.settings;
	bool counted = true;
	for (size_t i = 0; i < settings->count && counted; i++) {
		char *words;
		counted = asprintf(&words, "%s=%s", settings->items[i].name, settings->items[i].value) >= 0;
		if (counted) {
			counted = counted_options_add(&arguments->settings.counted, setting_options_table,
						      SETTING_OPTIONS_KEY, words);
			free(words);
		}
	}
	return counted;
}

/* Leaves the recipes of the shard, and says how many they are. The reports have the form of several for every shard. */
static enum exit_code choose_recipes(struct arguments *arguments)
{
	const struct shard *shard = &arguments->shard;
	struct file_arguments *files = &arguments->run.files;
	const size_t all = files->count;
	arguments->report.several = are_several(arguments);
	const enum status status = shard_keep(shard, files);
	if (status == STATUS_OK && shard->count > 0 && !arguments->run.quiet)
		fprintf(report_options_stream(&arguments->report), "shard     %zu of %zu: %zu of %zu %s%s\n",
			shard->index + 1, shard->count, files->count, all, all == 1 ? "recipe" : "recipes",
			files->count == 0 ? "; nothing to do" : "");
	return exit_code_of(status);
}

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "a recipe is missing" } } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (!arguments.settings.kernel)
		arguments.settings.kernel = kernel_select(NULL);
	arguments.settings.force = arguments.report.force;
	arguments.settings.anew = arguments.anew || arguments.report.force || arguments.settings.profile ||
				  report_options_need_figures(&arguments.report);
	arguments.settings.pictures = report_options_pictures(&arguments.report);
	arguments.settings.progress = !arguments.run.quiet && terminal_progress();
	if (code == EXIT_WELL && !count_settings(&arguments))
		code = EXIT_LIMIT;
	counted_options_sort(&arguments.settings.counted);
	arguments.settings.limits = &arguments.limits;
	if (code == EXIT_WELL)
		code = choose_recipes(&arguments);
	if (code == EXIT_WELL) {
		resource_limits_settle(&arguments.limits);
		code = work(&arguments);
	}
	counted_options_release(&arguments.settings.counted);
	setting_options_release(&arguments.variables);
	free(arguments.settings.regions);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_render = {
	.name = "render",
	.summary = "mix, stems, null test, loudness, report",
	.run = run,
	.argp = &argp,
};

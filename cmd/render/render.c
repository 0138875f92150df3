/* Implements `render`, which renders recipes, verifies the prints and writes the reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/interrupt.h"
#include "cmd/job/print_folders.h"
#include "cmd/job/recipe_guard.h"
#include "cmd/render/render_report.h"
#include "cmd/render/render_stages.h"
#include "cmd/render/run_facts.h"
#include "cmd/report_destination.h"
#include "cmd/report_writer.h"
#include "cmd/terminal.h"
#include "cmd/threads.h"
#include "report/cost_text.h"
#include "report/report_json.h"
#include "report/report_text.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
	struct render_settings settings;
	struct report_options report;
	size_t jobs; /* it is the number of threads; 0 means one for each core */
	bool quiet;
	bool verbose;
	bool reports_refused; /* files that stemprint did not write are in the way of the reports */
	const char **recipes; /* it points into argv */
	struct project *projects; /* there is one for each recipe */
	/* They are the folders that several recipes print into; NULL means that the folder is unknown. */
	const char **directories;
	size_t recipe_count;
	struct arena *arena; /* it holds what is kept of each of several recipes, for reports that cover all of them */
	struct findings *kept;
	size_t kept_count;
};

enum {
	KEY_NO_STEMS = 256,
	KEY_PRUNE,
	KEY_PROFILE,
	KEY_NO_LOUDNESS,
	KEY_NO_NULL,
	KEY_BLEED,
	KEY_BLOCK,
	KEY_CPU,
	KEY_VERBOSE
};

static const struct argp_option options[] = {
	{ .name = "directory", .key = 'd', .arg = "FOLDER", .doc = "print there instead of the recipe's `directory`" },
	{ .name = "quiet", .key = 'q', .doc = "no report and no progress; only diagnostics and verdicts that fail" },
	{ .name = "no-stems", .key = KEY_NO_STEMS, .doc = "mixes and taps alone" },
	{ .name = "prune",
	  .key = KEY_PRUNE,
	  .doc = "remove what earlier renders printed there and this one does not, unless it has changed" },
	{ .name = "no-null", .key = KEY_NO_NULL, .doc = "without the null test" },
	{ .name = "no-loudness", .key = KEY_NO_LOUDNESS, .doc = "without loudness and true peak" },
	{ .name = "bleed", .key = KEY_BLEED, .doc = "measure what each track brings to each stem: a second pass" },
	{ .name = "jobs", .key = 'j', .arg = "N", .doc = "threads; all cores if left out; the bytes are the same" },
	{ .name = "profile", .key = KEY_PROFILE, .doc = "tell what each insert has cost, and which kernels ran" },
	{ .name = "verbose",
	  .key = KEY_VERBOSE,
	  .doc = "tell on standard error the kernels, the threads, and where each file is" },
	{ .name = "block",
	  .key = KEY_BLOCK,
	  .arg = "FRAMES",
	  .doc = "frames a block, 1 to 65536; the bytes are the same" },
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
		argp_error(state, "--block takes 1 to %d frames, not \"%s\"", ENGINE_BLOCK_FRAMES_MAXIMUM, text);
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
	const char *report = report_options_single(&arguments->report);
	if (arguments->recipe_count == 0)
		argp_error(state, "a recipe is missing");
	if (arguments->recipe_count > 1 && (report || arguments->settings.directory))
		argp_error(state, "--%s goes with one recipe", report ? report : "directory");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;
		return 0;
	case 'd':
		arguments->settings.directory = argument;
		return 0;
	case 'q':
		arguments->quiet = true;
		return 0;
	case KEY_NO_STEMS:
		arguments->settings.without_stems = true;
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
	case 'j':
		arguments->jobs = threads_parse(argument, state);
		return 0;
	case KEY_PROFILE:
		arguments->settings.profile = true;
		return 0;
	case KEY_VERBOSE:
		arguments->verbose = true;
		return 0;
	case KEY_BLOCK:
		parse_block(argument, arguments, state);
		return 0;
	case KEY_CPU:
		arguments->settings.kernel = kernel_select(argument);
		if (!arguments->settings.kernel)
			argp_error(state, "no kernels \"%s\" on this machine; see `stemprint --version`", argument);
		return 0;
	case ARGP_KEY_ARG:
		arguments->recipes[arguments->recipe_count++] = argument;
		return 0;
	case ARGP_KEY_END:
		check(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status refuse(struct project *project, const char *problem)
{
	diagnostics_failure(&project->diagnostics, STATUS_BAD_OUTPUT, "output", (struct location){ 0 }, "%s", problem);
	return STATUS_BAD_OUTPUT;
}

/* Reports files of earlier renders that are still in the folder. A report that passes says nothing about these
   files. */
static void tell_left_over(struct render_job *job, bool quiet)
{
	size_t count;
	const struct output_left_over *files = output_set_left_over(job->outputs, &count);
	const char *remedy =
		job->settings->prune ? "it has changed since, so --prune keeps it" : "remove it, or let --prune do so";
	for (size_t i = 0; i < count; i++)
		if (!files[i].removed)
			diagnostics_warning(&job->project->diagnostics, "left-over", (struct location){ 0 },
					    "\"%s\" is of an earlier render, and this one does not make it; %s",
					    files[i].path, remedy);
		else if (!quiet)
			fprintf(stderr, "stemprint: removed \"%s\", which an earlier render made\n", files[i].path);
}

/* Gives the files of the render and its report their names together. */
static enum status commit(struct render_job *job, const struct report *report)
{
	struct text json = { 0 };
	enum status status = report_json(report, &json);
	if (status == STATUS_OK)
		status = output_set_write_text(job->outputs, "report.json", json.bytes, json.length);
	if (status == STATUS_OK)
		status = output_set_commit(job->outputs);
	if (status == STATUS_BAD_OUTPUT)
		status = refuse(job->project, output_set_problem(job->outputs));
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

/* Writes the reports of one recipe. The reports of several recipes are written when all are done. */
static enum status write_reports(struct project *project, struct findings findings, struct arguments *arguments)
{
	struct problem problem;
	if (arguments->reports_refused)
		return STATUS_OK;
	diagnostics_sort(&project->diagnostics);
	findings.diagnostics = &project->diagnostics;
	if (arguments->recipe_count > 1) {
		if (!findings_keep(&findings, arguments->arena, &arguments->kept[arguments->kept_count]))
			return STATUS_NO_MEMORY;
		arguments->kept_count++;
		return STATUS_OK;
	}
	enum status status = report_writer_write(&arguments->report, &findings, 1, &problem);
	return status == STATUS_BAD_OUTPUT ? refuse(project, problem.text) : status;
}

static void print_report(const struct render_job *job, const struct report *report, const struct arguments *arguments)
{
	FILE *stream = report_options_stream(&arguments->report);
	struct text text = { 0 };
	if (arguments->quiet)
		terminal_print_failures(report, job->project->diagnostics.file);
	else
		report_text(report, terminal_colour(stream), &text);
	if (arguments->settings.profile) {
		const struct cost_account account = account_of(job);
		text_append(&text, "\n");
		run_facts_append(job->project, &arguments->settings, &text);
		cost_text(&account, &text);
	}
	if (text.bytes)
		fputs(text.bytes, stream);
	text_release(&text);
}

static enum status deliver(struct render_job *job, struct arguments *arguments, bool *passed)
{
	struct report report;
	const struct cost_account account = account_of(job);
	const struct findings findings = { .report = &report,
					   .graph = job->graph,
					   .costs = arguments->settings.profile ? &account : NULL };
	enum status status = render_report(job, &report);
	if (status == STATUS_OK)
		status = commit(job, &report);
	if (status == STATUS_OK)
		tell_left_over(job, arguments->quiet);
	if (status == STATUS_OK)
		status = write_reports(job->project, findings, arguments);
	if (status == STATUS_OK) {
		*passed = report_verdict(&report) != VERDICT_FAIL;
		print_report(job, &report, arguments);
	}
	return status;
}

/* Several recipes of one command that print into one folder would overwrite each other's files. */
static enum status check_folder(struct project *project, size_t index, const struct arguments *arguments)
{
	const size_t other = print_folders_other(arguments->directories, arguments->recipe_count, index);
	if (other >= index)
		return STATUS_OK;
	diagnostics_error(&project->diagnostics, "folder-claimed-twice", project->recipe->print.directory_at,
			  PRINT_FOLDERS_MEET, arguments->recipes[other], arguments->recipes[index]);
	return STATUS_BAD_RECIPE;
}

static enum exit_code render(size_t index, struct arguments *arguments)
{
	const char *path = arguments->recipes[index];
	struct project *project = &arguments->projects[index];
	struct render_job job = { 0 };
	bool passed = true;
	enum status status = project_probe(project);
	if (status == STATUS_OK && arguments->verbose)
		run_facts_print(project, &arguments->settings);
	if (status == STATUS_OK)
		status = check_folder(project, index, arguments);
	if (status == STATUS_OK)
		status = render_stages_run(&job, project, &arguments->settings);
	if (status == STATUS_OK && arguments->settings.held_back)
		status = write_reports(project, (struct findings){ 0 }, arguments);
	else if (status == STATUS_OK)
		status = deliver(&job, arguments, &passed);
	else if (status != STATUS_INTERRUPTED && write_reports(project, (struct findings){ 0 }, arguments) != STATUS_OK)
		terminal_complain("%s: the reports could not be written either", path);
	render_stages_release(&job);
	project_print_diagnostics(project);
	if (status != STATUS_OK && project->diagnostics.error_count == 0 && status != STATUS_INTERRUPTED)
		terminal_complain("%s: %s", path, status_text(status));
	project_release(project);
	if (status == STATUS_INTERRUPTED)
		interrupt_die();
	return status == STATUS_OK && !passed ? EXIT_VERDICT : exit_code_of(status);
}

static enum exit_code write_common(const struct arguments *arguments)
{
	struct problem problem;
	enum status status = report_writer_write(&arguments->report, arguments->kept, arguments->kept_count, &problem);
	if (status != STATUS_OK)
		terminal_complain("%s", status == STATUS_BAD_OUTPUT ? problem.text : status_text(status));
	return exit_code_of(status);
}

/* Reads the recipes. Returns BAD_RECIPE, after a message, when an option would overwrite an input. */
static enum status guard_recipes(const struct arguments *arguments)
{
	const struct recipe_guard guard = { .paths = arguments->recipes,
					    .projects = arguments->projects,
					    .count = arguments->recipe_count,
					    .directory = arguments->settings.directory,
					    .without_stems = arguments->settings.without_stems,
					    .reports = &arguments->report };
	return recipe_guard_read(&guard);
}

/* Copies the directories, because they are needed longer than the projects, which are released one after the other. */
static bool list_directories(struct arguments *arguments)
{
	bool well = true;
	for (size_t i = 0; i < arguments->recipe_count; i++) {
		const struct recipe *recipe = arguments->projects[i].recipe;
		if (!recipe)
			continue;
		const char *directory = recipe->print.directory;
		arguments->directories[i] = arena_text(arguments->arena, directory, strlen(directory));
		well &= !!arguments->directories[i];
	}
	return well;
}

/* Checks whether anything is in the way before it lets any recipe be rendered. */
static enum status prepare(struct arguments *arguments)
{
	struct diagnostics diagnostics;
	size_t count = arguments->recipe_count;
	arguments->directories = ARENA_ARRAY(arguments->arena, const char *, count);
	if (!arguments->directories)
		return STATUS_NO_MEMORY;
	diagnostics_init(&diagnostics, arguments->arena, NULL);
	enum status status = guard_recipes(arguments);
	if (status != STATUS_OK)
		return status;
	status = report_destination_check(&arguments->report, &diagnostics);
	terminal_print_diagnostics(&diagnostics);
	arguments->reports_refused = arguments->settings.held_back = status == STATUS_BAD_OUTPUT;
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
static enum exit_code render_all(struct arguments *arguments)
{
	const enum status status = prepare(arguments);
	enum exit_code code = exit_code_of(status);
	if (status != STATUS_OK && status != STATUS_BAD_OUTPUT)
		return code;
	arguments->settings.workers = threads_start(arguments->jobs);
	if (!arguments->settings.workers)
		return EXIT_LIMIT;
	for (size_t i = 0; i < arguments->recipe_count; i++)
		code = exit_code_worst(code, render(i, arguments));
	workers_free(arguments->settings.workers);
	const bool several = arguments->recipe_count > 1 && status == STATUS_OK;
	return several ? exit_code_worst(code, write_common(arguments)) : code;
}

static enum exit_code run(int argc, char **argv)
{
	static const struct argp_child children[] = { { .argp = &report_options_argp }, { 0 } };
	static const struct argp argp = {
		.options = options,
		.children = children,
		.parser = parse,
		.args_doc = "RECIPE...",
		.doc = "Renders recipes: mixes, stems, null test, loudness, report.",
	};
	struct arguments arguments = { .recipes = calloc((size_t)argc, sizeof *arguments.recipes),
				       .arena = arena_new() };
	if (arguments.arena) {
		arguments.kept = ARENA_ARRAY(arguments.arena, struct findings, (size_t)argc);
		arguments.projects = ARENA_ARRAY(arguments.arena, struct project, (size_t)argc);
	}
	if (!arguments.recipes || !arguments.kept || !arguments.projects) {
		arena_free(arguments.arena);
		free(arguments.recipes);
		return EXIT_LIMIT;
	}
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (!arguments.settings.kernel)
		arguments.settings.kernel = kernel_select(NULL);
	arguments.settings.force = arguments.report.force;
	arguments.settings.pictures = report_options_pictures(&arguments.report);
	arguments.settings.progress = !arguments.quiet && terminal_progress();
	interrupt_install();
	if (code == EXIT_WELL)
		code = render_all(&arguments);
	for (size_t i = 0; i < arguments.recipe_count; i++)
		project_release(&arguments.projects[i]);
	arena_free(arguments.arena);
	free(arguments.recipes);
	return code;
}

const struct command command_render = {
	.name = "render",
	.summary = "mix, stems, null test, loudness, report",
	.run = run,
};

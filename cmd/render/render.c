/* Implements `render`, which renders recipes, verifies the prints and writes the reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/delivery.h"
#include "cmd/job/print_folders.h"
#include "cmd/job/recipe_guard.h"
#include "cmd/render/depfile.h"
#include "cmd/render/dry_run.h"
#include "cmd/render/songs.h"
#include "cmd/song_page.h"
#include "cmd/stamp.h"
#include "cmd/terminal.h"

#include <stdio.h>
#include <string.h>

/* Hashes the texts at once, before anybody changes them during a long render. */
static enum status find_texts(const struct songs *songs)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < songs->options->run.files.count && status == STATUS_OK; i++) {
		struct project *project = &songs->projects[i];
		if (project->recipe)
			status = text_inputs_find(project->recipe, songs->options->settings.hash, &project->diagnostics,
						  &project->texts);
		if (status != STATUS_OK)
			project_print_diagnostics(project);
	}
	return status;
}

/* Reads the recipes. Returns BAD_RECIPE, after a message, when an option would overwrite an input. */
static enum status guard_recipes(const struct songs *songs, const char *depfile)
{
	const struct render_options *options = songs->options;
	const struct recipe_guard guard = { .paths = options->run.files.paths,
					    .projects = songs->projects,
					    .count = options->run.files.count,
					    .settings = &options->variables.settings,
					    .directory = options->settings.directory,
					    .without_stems = options->settings.without_stems,
					    .reports = &options->report,
					    .depfile = depfile };
	const enum status status = recipe_guard_read(&guard);
	return status == STATUS_OK ? find_texts(songs) : status;
}

/* Copies the directories, because they are needed longer than the projects, which are released one after the other. */
static bool list_directories(struct songs *songs)
{
	bool well = true;
	for (size_t i = 0; i < songs->options->run.files.count; i++) {
		const struct recipe *recipe = songs->projects[i].recipe;
		if (!recipe)
			continue;
		const char *directory = recipe->print.directory;
		songs->directories[i] = arena_text(songs->arena, directory, strlen(directory));
		well &= !!songs->directories[i];
	}
	return well;
}

static enum status tell_reports(const struct songs *songs, const char *depfile, struct diagnostics *diagnostics)
{
	struct text text = { 0 };
	enum status status = dry_run_tell_reports(&songs->options->report, depfile, diagnostics, &text);
	const enum status told = terminal_write_lines(&text, terminal_output());
	return status == STATUS_OK ? told : status;
}

/* Checks whether anything is in the way before it lets any recipe be rendered. */
static enum status prepare(struct songs *songs, const char *depfile)
{
	struct diagnostics diagnostics;
	struct render_options *options = songs->options;
	const size_t count = options->run.files.count;
	diagnostics_init(&diagnostics, songs->arena, NULL);
	enum status status = guard_recipes(songs, depfile);
	if (status != STATUS_OK)
		return status;
	status = options->settings.dry_run ? tell_reports(songs, depfile, &diagnostics)
					   : delivery_begin(&options->report, &diagnostics);
	terminal_print_diagnostics(&diagnostics);
	songs->reports_refused = options->settings.held_back = status_is_of_output(status);
	if (count < 2 || status == STATUS_NO_MEMORY)
		return status;
	if (!list_directories(songs))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (print_folders_other(songs->directories, count, i) < count)
			options->settings.held_back = true;
	return status;
}

/* Writes the reports that cover several recipes. */
static enum exit_code deliver_all(struct songs *songs)
{
	const struct render_options *options = songs->options;
	struct kept_findings *kept = &songs->kept;
	if (!options->run.quiet)
		delivery_tell_songs(&options->report, kept->items, kept->count);
	return delivery_write_all(&options->report, kept->items, kept->count);
}

static enum exit_code render_all(struct songs *songs)
{
	const struct render_options *options = songs->options;
	struct depfile depfile = { .stamp = options->report.stamp,
				   .force = options->report.force,
				   .look = options->settings.dry_run,
				   .arena = songs->arena,
				   .recipes = options->run.files.paths,
				   .recipe_count = options->run.files.count };
	if (!depfile_options_path(&options->depfile, depfile.stamp, depfile.arena, &depfile.path))
		return EXIT_LIMIT;
	const enum status status = prepare(songs, depfile.path);
	/* Reports that cannot be written hold the prints back, song by song. All else ends here: without the hashes of
	   its texts, a song would get a false manifest. */
	if (status != STATUS_OK && !(songs->reports_refused && status_is_of_output(status)))
		return exit_code_of(status);
	const enum status made = depfile_prepare(&depfile, songs->projects, options->settings.directory);
	if (made != STATUS_OK)
		return exit_code_of(made);
	enum exit_code code = exit_code_worst(exit_code_of(status), songs_render(songs));
	if (options->report.several && status == STATUS_OK && !options->settings.dry_run)
		code = exit_code_worst(code, deliver_all(songs));
	return options->settings.dry_run ? code : stamp_write(&options->report, depfile_write(&depfile, code));
}

static bool make_arenas(struct songs *songs)
{
	const size_t count = songs->options->run.files.count;
	if (!songs->options->report.several)
		return true;
	songs->arenas = ARENA_ARRAY(songs->arena, struct arena *, count);
	bool well = songs->arenas;
	for (size_t i = 0; well && i < count; i++) {
		songs->arenas[i] = arena_new();
		well = songs->arenas[i];
	}
	return well;
}

/* Each of several recipes has a page of its own. */
static bool name_pages(struct render_options *options, struct arena *arena)
{
	struct report_options *report = &options->report;
	const struct file_arguments *files = &options->run.files;
	if (!report->several || !report->paths[REPORT_HTML])
		return true;
	report->pages = song_pages_name(report->paths[REPORT_HTML], files->paths, files->count, arena);
	report->page_count = report->pages ? files->count : 0;
	return report->pages;
}

static enum exit_code work(struct render_options *options)
{
	const size_t count = options->run.files.count;
	struct arena *arena = arena_new();
	if (!arena)
		return EXIT_LIMIT;
	struct songs songs = { .options = options,
			       .arena = arena,
			       .projects = ARENA_ARRAY(arena, struct project, count),
			       .directories = ARENA_ARRAY(arena, const char *, count),
			       .kept = { .items = ARENA_ARRAY(arena, struct findings, count), .count = count } };
	const bool ready = songs.projects && songs.directories && songs.kept.items && name_pages(options, arena) &&
			   make_arenas(&songs);
	const enum exit_code code = ready ? render_all(&songs) : EXIT_LIMIT;
	for (size_t i = 0; songs.projects && i < count; i++)
		project_release(&songs.projects[i]);
	for (size_t i = 0; songs.arenas && i < count; i++)
		arena_free(songs.arenas[i]);
	arena_free(arena);
	return code;
}

/* Leaves the recipes of the shard, and says how many they are. The reports have the form of several for every shard. */
static enum exit_code choose_recipes(struct render_options *options)
{
	const struct shard *shard = &options->shard;
	struct file_arguments *files = &options->run.files;
	const size_t all = files->count;
	struct text text = { 0 };
	enum status status = shard_keep(shard, files);
	if (status != STATUS_OK || shard->count == 0 || options->run.quiet)
		return exit_code_of(status);
	text_append(&text, "shard     %zu of %zu: %zu of %zu %s%s\n", shard->index + 1, shard->count, files->count, all,
		    all == 1 ? "recipe" : "recipes", files->count == 0 ? "; nothing to do" : "");
	status = terminal_write_lines(&text, report_options_stream(&options->report));
	return exit_code_of(status);
}

static enum exit_code run(int argc, char **argv)
{
	struct render_options options = { .run = { .files = { .missing = "a recipe is missing" } } };
	enum exit_code code = command_line_read(&render_options_argp, argc, argv, &options);
	if (code == EXIT_WELL && !render_options_settle(&options))
		code = EXIT_LIMIT;
	if (code == EXIT_WELL)
		code = choose_recipes(&options);
	if (code == EXIT_WELL) {
		resource_limits_settle(&options.limits);
		code = work(&options);
	}
	render_options_release(&options);
	return code;
}

const struct command command_render = {
	.name = "render",
	.summary = "mix, stems, null test, loudness, report",
	.run = run,
	.argp = &render_options_argp,
};

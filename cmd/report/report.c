/* Implements `report`, which merges what many renders have left to one report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/delivery.h"
#include "cmd/interrupt.h"
#include "cmd/report/catalogue_song.h"
#include "cmd/report_guard.h"
#include "cmd/run_options.h"
#include "cmd/setting_options.h"
#include "cmd/stamp.h"
#include "cmd/stopwatch.h"
#include "cmd/terminal.h"
#include "cmd/threads.h"
#include "cmd/verbose_options.h"
#include "report/catalogue_text.h"
#include "report/printable.h"
#include "report/song_reports.h"

#include <argp.h>
#include <string.h>

struct arguments {
	bool verify;
	bool again;
	struct report_options report;
	struct run_options run; /* its files are manifests, their folders and recipes */
	struct setting_options variables;
	struct resource_limits limits;
	struct arena *arena; /* it holds what is kept of each song */
	struct catalogue_song *songs; /* there is one for each file */
	struct kept_findings kept;
	struct workers *workers; /* NULL: files are not compared */
};

enum { KEY_VERIFY = 256, KEY_AGAIN };

static const struct argp_option options[] = {
	{ .name = "verify",
	  .key = KEY_VERIFY,
	  .doc = "compare all prints and inputs with the hashes of their manifest, as `stemprint verify` does" },
	{ .name = "again",
	  .key = KEY_AGAIN,
	  .doc = "no table: list the arguments whose songs must be rendered again, one on each line" },
	{ 0 },
};

static void check(const struct arguments *arguments, struct argp_state *state)
{
	if (arguments->report.plots)
		command_line_refuse(state, "--plots goes with one recipe: `stemprint render` draws them");
	if (arguments->limits.frames > 0 && !arguments->verify)
		command_line_refuse(state, "--max-frames counts the frames of sounds, and only --verify reads sounds");
	for (size_t i = 0; arguments->again && i < REPORT_FORMAT_COUNT; i++)
		if (report_options_is_standard_output(arguments->report.paths[i]))
			command_line_refuse(state, "--again and --%s both go to standard output; name a file",
					    report_formats[i].name);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	(void)argument;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->report;
		state->child_inputs[1] = &arguments->run;
		state->child_inputs[2] = &arguments->variables;
		state->child_inputs[3] = &arguments->limits;
		return 0;
	case KEY_VERIFY:
		arguments->verify = true;
		return 0;
	case KEY_AGAIN:
		arguments->again = true;
		return 0;
	case ARGP_KEY_END:
		check(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* A recipe that is wrong is told with its song. */
static enum status find_songs(struct arguments *arguments)
{
	const struct file_arguments *files = &arguments->run.files;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < files->count && status != STATUS_NO_MEMORY && !interrupt_signal; i++)
		status = catalogue_song_find(&arguments->songs[i], files->paths[i], &arguments->variables.settings);
	if (interrupt_signal)
		return STATUS_INTERRUPTED;
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

/* Tells where the report of each song comes from. */
static enum status tell_manifests(const struct arguments *arguments)
{
	struct text lines = { 0 };
	for (size_t i = 0; i < arguments->run.files.count; i++)
		if (arguments->songs[i].manifest) {
			text_append(&lines, "song      ");
			printable_append(&lines, arguments->run.files.paths[i]);
			text_append(&lines, ": ");
			printable_append(&lines, arguments->songs[i].manifest);
			text_append(&lines, "\n");
		}
	return terminal_tell_lines(&lines);
}

static enum status guard_files(const struct arguments *arguments, struct diagnostics *diagnostics)
{
	const struct file_arguments *files = &arguments->run.files;
	struct file_guard guard;
	file_guard_init(&guard, diagnostics->arena);
	enum status status = report_guard_read(&guard, "the song", files->paths, files->count);
	for (size_t i = 0; i < files->count && status == STATUS_OK; i++)
		if (arguments->songs[i].manifest) {
			const char *const left[] = { arguments->songs[i].manifest, arguments->songs[i].printed };
			status = report_guard_read(&guard, "the record", left, 2);
		}
	if (status == STATUS_OK)
		status = report_guard_judge(&guard, &arguments->report, diagnostics);
	return status == STATUS_OK ? delivery_begin(&arguments->report, diagnostics) : status;
}

static enum exit_code read_song(struct arguments *arguments, size_t index)
{
	struct catalogue_song *song = &arguments->songs[index];
	const struct delivery delivery = { .options = &arguments->report,
					   .kept = &arguments->kept,
					   .index = index,
					   .arena = arguments->arena,
					   .recipe = song->path,
					   .began = stopwatch_now(),
					   .quiet = true };
	enum status status = song->status;
	if (status == STATUS_OK)
		status = catalogue_song_read(song, arguments->workers, &arguments->limits);
	status = delivery_write(&delivery, status, song->findings, &song->project.diagnostics);
	/* The end of the time is told once, and not for each song. */
	const enum exit_code code = status == STATUS_INTERRUPTED ? EXIT_LIMIT
								 : delivery_end(&delivery, status, &song->report,
										&song->project.diagnostics);
	const bool older = song->older;
	catalogue_song_release(song);
	song->older = older;
	return code;
}

/* A song goes on the list when it is not there, failed, or is older than its recipe or its sounds. A verdict that is
   not known does not change when it is rendered again. */
static void list_again(const struct arguments *arguments, struct text *text)
{
	for (size_t i = 0; i < arguments->kept.count; i++) {
		const char *verdict = song_verdict(&arguments->kept.items[i]);
		if (arguments->songs[i].older || strcmp(verdict, "error") == 0 || strcmp(verdict, "fail") == 0)
			text_append(text, "%s\n", arguments->run.files.paths[i]);
	}
}

static enum exit_code print(const struct arguments *arguments)
{
	FILE *stream = arguments->again ? terminal_output() : report_options_stream(&arguments->report);
	struct text text = terminal_text(stream);
	if (arguments->again)
		list_again(arguments, &text);
	else if (!arguments->run.quiet)
		catalogue_text(arguments->kept.items, arguments->kept.count, &text);
	const enum status status = terminal_write_text(&text, stream);
	text_release(&text);
	return exit_code_of(status);
}

static enum exit_code read_songs(struct arguments *arguments)
{
	enum exit_code code = EXIT_WELL;
	for (size_t i = 0; i < arguments->run.files.count && !interrupt_signal; i++)
		code = exit_code_worst(code, read_song(arguments, i));
	if (interrupt_signal)
		return interrupt_end();
	code = exit_code_worst(code, print(arguments));
	return exit_code_worst(code,
			       delivery_write_all(&arguments->report, arguments->kept.items, arguments->kept.count));
}

static enum exit_code work(struct arguments *arguments)
{
	const struct delivery delivery = { .options = &arguments->report, .quiet = true };
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arguments->arena, NULL);
	enum status status = find_songs(arguments);
	if (status == STATUS_OK)
		status = guard_files(arguments, &diagnostics);
	if (status == STATUS_OK && verbose_is_asked_for())
		status = tell_manifests(arguments);
	if (status != STATUS_OK)
		return delivery_end(&delivery, status, NULL, &diagnostics);
	arguments->workers = arguments->verify ? threads_start(arguments->run.jobs) : NULL;
	const enum exit_code code = arguments->verify && !arguments->workers ? EXIT_LIMIT : read_songs(arguments);
	workers_free(arguments->workers);
	return stamp_write(&arguments->report, code);
}

static enum exit_code report(struct arguments *arguments)
{
	const size_t count = arguments->run.files.count;
	struct arena *arena = arguments->arena = arena_new();
	if (!arena)
		return EXIT_LIMIT;
	arguments->report.several = true;
	resource_limits_settle(&arguments->limits);
	arguments->songs = ARENA_ARRAY(arena, struct catalogue_song, count);
	arguments->kept = (struct kept_findings){ .items = ARENA_ARRAY(arena, struct findings, count), .count = count };
	const enum exit_code code = arguments->songs && arguments->kept.items ? work(arguments) : EXIT_LIMIT;
	for (size_t i = 0; arguments->songs && i < count; i++)
		catalogue_song_release(&arguments->songs[i]);
	arena_free(arena);
	return code;
}

static const struct argp_child children[] = { { .argp = &report_options_argp },
					      { .argp = &run_options_argp },
					      { .argp = &setting_options_argp },
					      { .argp = &resource_limits_argp },
					      { 0 } };
static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse,
	.args_doc = "MANIFEST|RECIPE...",
	.doc = "Merges what renders have left to one report: which songs are there, which failed, and which are "
	       "missing.\v"
	       "A manifest is the file manifest.json, or the folder that holds it; of a recipe it is the one in its "
	       "`directory`. Nothing is rendered. Exit codes: 0 all songs are there and passed, 1 a verdict failed, 2 "
	       "usage, 3 a recipe is wrong, or a report would overwrite what is read, 4 a song was not rendered, or "
	       "what it left is not whole, 5 a report could not be written, 6 limit.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "a manifest or a recipe is missing" } } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL)
		code = report(&arguments);
	setting_options_release(&arguments.variables);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_report = {
	.name = "report",
	.summary = "one report over the renders of many songs",
	.run = run,
	.argp = &argp,
};

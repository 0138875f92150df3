/* Renders the recipes of one command, one after the other or side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/songs.h"

#include "base/json_memory.h"
#include "cmd/interrupt.h"
#include "cmd/job/print_folders.h"
#include "cmd/job/resource_check.h"
#include "cmd/render/render_delivery.h"
#include "cmd/render/render_stages.h"
#include "cmd/render/run_facts.h"
#include "cmd/render/send_pass.h"
#include "cmd/render/song_queue.h"
#include "cmd/stopwatch.h"
#include "cmd/terminal.h"
#include "cmd/threads.h"
#include "cmd/verbose_options.h"
#include "io/audio_source.h"
#include "io/fence.h"
#include "io/machine_memory.h"

static struct delivery delivery_of(struct songs *songs, size_t index)
{
	return (struct delivery){ .index = index,
				  .arena = songs->arenas ? songs->arenas[index] : NULL,
				  .options = songs->reports_refused ? NULL : &songs->options->report,
				  .kept = songs->options->report.several ? &songs->kept : NULL,
				  .recipe = songs->options->run.files.paths[index],
				  .began = stopwatch_now(),
				  .quiet = songs->options->run.quiet };
}

/* Several recipes of one command that print into one folder would overwrite each other's files. */
static enum status check_folder(struct project *project, size_t index, const struct songs *songs)
{
	const size_t other = print_folders_other(songs->directories, songs->options->run.files.count, index);
	if (other >= index)
		return STATUS_OK;
	diagnostics_error(&project->diagnostics, "folder-claimed-twice", project->recipe->print.directory_at,
			  PRINT_FOLDERS_MEET, songs->options->run.files.paths[other],
			  songs->options->run.files.paths[index]);
	return STATUS_BAD_RECIPE;
}

/* Prints what leaves for hardware, and tells what to do with it. */
static enum exit_code print_sends(size_t index, struct songs *songs)
{
	struct project *project = &songs->projects[index];
	struct text text = { 0 };
	project->printing_sends = true;
	enum status status = project_probe(project);
	if (status == STATUS_OK)
		status = resource_check_length(project, &songs->options->limits);
	if (status == STATUS_OK)
		status = send_pass_run(project, &songs->options->settings, &text);
	project_print_diagnostics(project);
	const bool dry_run = songs->options->settings.dry_run;
	const enum status told = dry_run || (status == STATUS_OK && !songs->options->run.quiet)
					 ? terminal_write_lines(&text, terminal_output())
					 : STATUS_OK;
	status = status == STATUS_OK ? told : status;
	text_release(&text);
	project_release(project);
	return exit_code_of(status);
}

/* Renders one recipe. With `stopped` a signal is only told, because other songs may still run. */
static enum exit_code render(size_t index, struct songs *songs, const struct render_settings *settings, bool *stopped)
{
	struct project *project = &songs->projects[index];
	const struct delivery delivery = delivery_of(songs, index);
	struct render_job job = { .project = project, .settings = settings };
	struct report report = { 0 };
	enum status status = project_probe(project);
	if (status == STATUS_OK)
		status = resource_check_length(project, &songs->options->limits);
	if (status == STATUS_OK && verbose_is_asked_for())
		status = run_facts_print(project, settings);
	if (status == STATUS_OK)
		status = check_folder(project, index, songs);
	if (status == STATUS_OK)
		status = render_stages_run(&job, project, settings);
	status = settings->dry_run ? render_delivery_tell(&job, delivery.recipe, status, &report)
				   : render_delivery_make(&job, delivery, status, &report);
	render_stages_release(&job);
	if (stopped)
		*stopped = status == STATUS_INTERRUPTED;
	const enum exit_code code =
		stopped && *stopped ? EXIT_LIMIT : delivery_end(&delivery, status, &report, &project->diagnostics);
	project_release(project);
	return code;
}

/* Renders one recipe after the other, all with the same threads. */
static enum exit_code render_in_turn(struct songs *songs)
{
	const struct render_options *options = songs->options;
	enum exit_code code = EXIT_WELL;
	for (size_t i = 0; i < options->run.files.count; i++) {
		const enum exit_code one =
			options->settings.sends ? print_sends(i, songs) : render(i, songs, &options->settings, NULL);
		code = exit_code_worst(code, one);
	}
	return code;
}

/* Songs that run side by side. */
struct row {
	struct songs *songs;
	struct memory_gate *gate; /* they pass it */
	size_t threads_each;
};

/* Renders a song beside others, with threads of its own. */
static enum exit_code render_song(void *context, size_t index, bool *stopped)
{
	const struct row *row = context;
	struct render_settings settings = row->songs->options->settings;
	settings.progress = false;
	settings.gate = row->gate;
	settings.workers = workers_new(row->threads_each);
	if (!settings.workers) {
		terminal_complain("%s: out of memory", row->songs->options->run.files.paths[index]);
		return EXIT_LIMIT;
	}
	const enum exit_code code = render(index, row->songs, &settings, stopped);
	workers_free(settings.workers);
	return code;
}

static enum exit_code render_abreast(struct songs *songs, size_t abreast)
{
	const struct render_options *options = songs->options;
	struct row row = { .songs = songs, .threads_each = workers_count(options->settings.workers) / abreast };
	const struct song_queue queue = {
		.count = options->run.files.count, .abreast = abreast, .run = render_song, .context = &row
	};
	bool stopped;
	machine_memory_leave_stacks(abreast);
	audio_source_reserve_most();
	json_memory_begin();
	row.gate = memory_gate_new(options->limits.memory_bytes);
	if (!row.gate)
		return EXIT_LIMIT;
	const enum exit_code code = song_queue_run(&queue, &stopped);
	memory_gate_free(row.gate);
	return stopped ? interrupt_end() : code;
}

/* Returns how many songs run side by side. Two or more wait for each place, so that a long one at the end, which has
   only a part of the threads, costs little. The decoder of strangers' files serves one song at a time, and the clock of
   --profile counts the whole process. */
static size_t count_abreast(const struct render_options *options)
{
	enum { SONGS_PER_PLACE = 2 };
	const struct render_settings *settings = &options->settings;
	const size_t threads = workers_count(settings->workers), most = options->run.files.count / SONGS_PER_PLACE;
	if (settings->sends || settings->dry_run || settings->profile || settings->held_back || fence_is_raised())
		return 1;
	return most < threads ? most : threads;
}

enum exit_code songs_render(struct songs *songs)
{
	struct render_options *options = songs->options;
	options->settings.workers = threads_start(options->run.jobs);
	if (!options->settings.workers)
		return EXIT_LIMIT;
	const size_t abreast = count_abreast(options);
	const enum exit_code code = abreast > 1 ? render_abreast(songs, abreast) : render_in_turn(songs);
	workers_free(options->settings.workers);
	return code;
}

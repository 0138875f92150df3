/* Runs the stages of a render: open gains, passes, headroom, bleed, reading back, hashes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_stages.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/job/resource_check.h"
#include "cmd/render/bleed_pass.h"
#include "cmd/render/dry_run.h"
#include "cmd/render/gain_search.h"
#include "cmd/render/held_print.h"
#include "cmd/render/held_settling.h"
#include "cmd/render/print_hashes.h"
#include "cmd/render/range_choice.h"
#include "cmd/render/read_back.h"
#include "cmd/render/render_pass.h"
#include "cmd/render/rendered_group.h"
#include "cmd/render/rendered_set.h"
#include "cmd/render/send_checks.h"
#include "cmd/render/sum_levels.h"
#include "cmd/render/up_to_date.h"
#include "cmd/render/whole_render.h"
#include "graph/print_file.h"
#include "io/audio_source.h"
#include "io/print_record.h"
#include "io/resample.h"

#include <string.h>

/* Reports what is in the way of one file. A folder that cannot be used is reported once for all files in it. */
static enum status expect_output(struct render_job *job, const char *name)
{
	struct diagnostics *diagnostics = &job->project->diagnostics;
	enum status status = output_set_expect(job->outputs, name);
	const char *problem = output_set_problem(job->outputs);
	const char *last = diagnostics->count > 0 ? diagnostics->items[diagnostics->count - 1].message : "";
	if (status_is_of_output(status) && strcmp(last, problem) != 0)
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s", problem);
	if (status_is_of_output(status) && job->settings->dry_run && dry_run_refuse(job, name) != STATUS_OK)
		return STATUS_NO_MEMORY;
	return status;
}

static enum status worse(enum status before, enum status now)
{
	return now == STATUS_NO_MEMORY || before == STATUS_OK ? now : before;
}

/* Does so for a file of the session and for its ranges. */
static enum status expect_file(struct render_job *job, const char *name)
{
	const struct print_ranges *ranges = &job->ranges;
	enum status status = ranges->without_whole ? STATUS_OK : expect_output(job, name);
	for (size_t i = 0; i < ranges->count && status != STATUS_NO_MEMORY; i++) {
		const char *part = print_range_file(&ranges->items[i], name, job->project->arena);
		status = worse(status, part ? expect_output(job, part) : STATUS_NO_MEMORY);
	}
	return status;
}

static enum status expect_prints(struct render_job *job, const struct graph *graph)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < graph->print_count; i++)
		if (graph->prints[i].file)
			status = worse(status, expect_file(job, graph->prints[i].file));
	return status;
}

/* These graphs print: `main` in the main pass, `tracks` in the pass by track. `tracks` is NULL where no set
   needs it. */
struct print_graphs {
	struct graph *main, *tracks;
};

/* Reports at once, before anything is rendered, what is in the way of the files of all passes and of the report. */
static enum status expect_outputs(struct render_job *job, const struct print_graphs *graphs)
{
	const struct recipe_print *print = &job->project->recipe->print;
	enum status status = expect_prints(job, graphs->main);
	if (graphs->tracks)
		status = worse(status, expect_prints(job, graphs->tracks));
	for (size_t i = 0; i < print->mix_count; i++) {
		const struct recipe_mix *mix = &print->mixes[i];
		if (!mix->selective || mix->mode != MIX_RE_RENDERED)
			continue;
		const char *name = print_file_name(PRINT_MIX, NULL, mix->name, &mix->format, job->project->arena);
		status = worse(status, name ? expect_file(job, name) : STATUS_NO_MEMORY);
	}
	status = worse(status, expect_output(job, PRINT_RECORD_REPORT));
	return worse(status, expect_output(job, PRINT_RECORD_MANIFEST));
}

static enum status build_graphs(struct render_job *job, struct print_graphs *graphs)
{
	const bool stems = !job->settings->without_stems;
	*graphs = (struct print_graphs){ 0 };
	job->project->reductions = job->settings->pictures;
	enum status status = project_graph(job->project, stems, &graphs->main);
	return status == STATUS_OK && stems ? project_track_graph(job->project, &graphs->tracks) : status;
}

/* Returns what is printed where the full files are not. */
static uint64_t bytes_of_ranges(const struct render_job *job, double bytes_per_second)
{
	const struct project *project = job->project;
	const uint64_t session = engine_session_frames(project->recipe, project->sources);
	double frames = 0.0;
	for (size_t i = 0; i < job->ranges.count; i++) {
		const uint64_t first = job->ranges.items[i].from;
		frames += (double)print_range_frames(&job->ranges.items[i], session > first ? session : first);
	}
	return (uint64_t)(frames / project->recipe->session.sample_rate * bytes_per_second);
}

/* Finds before the first block what the render would not have: memory, passes, room on the disk. */
static enum status check_resources(struct render_job *job, const struct print_graphs *graphs)
{
	const struct render_settings *settings = job->settings;
	const struct resource_request request = { .without_stems = settings->without_stems,
						  .without_loudness = settings->without_loudness,
						  .without_null = settings->without_null,
						  .pictures = settings->pictures,
						  .bleed = settings->bleed || job->project->recipe->verify.bleed.given,
						  .jobs = workers_count(settings->workers),
						  .block_frames = settings->block_frames,
						  .kernel = settings->kernel,
						  .limits = settings->limits,
						  .graph = graphs->main,
						  .tracks = graphs->tracks };
	struct resource_estimate estimate;
	const enum status status = resource_check_render(job->project, &request, &estimate);
	if (status != STATUS_OK)
		return status;
	job->pass_count = estimate.passes + 1;
	if (job->ranges.without_whole)
		estimate.printed_bytes = bytes_of_ranges(job, estimate.printed_rate);
	const enum status room = resource_check_space(job->project, &estimate, job->directory);
	if (room == STATUS_OK && settings->gate) {
		job->admitted_bytes = estimate.memory_bytes;
		memory_gate_enter(settings->gate, job->admitted_bytes);
	}
	return room;
}

/* Returns whether the render ends before its first block. */
static bool ends_early(const struct render_job *job)
{
	return job->kept || job->settings->held_back || job->settings->dry_run;
}

/* Builds the graphs after the gains that the recipe leaves open have been found. */
static enum status make_graphs(struct render_job *job, struct print_graphs *graphs)
{
	enum status status = build_graphs(job, graphs);
	if (status == STATUS_OK)
		status = expect_outputs(job, graphs);
	if (status == STATUS_OK)
		status = up_to_date_look(job);
	/* What is up to date takes nothing of what a render would. */
	if (status == STATUS_OK && !job->kept)
		status = check_resources(job, graphs);
	if (status != STATUS_OK || !graphs->main->untrimmed || ends_early(job))
		return status;
	status = gain_search_run(job);
	return status == STATUS_OK ? build_graphs(job, graphs) : status;
}

static enum status re_render_mix(struct render_job *job, size_t mix, struct arena *arena)
{
	struct engine_result result;
	struct graph *graph;
	job->pass_name = arena_format(arena, "mix %s", job->project->recipe->print.mixes[mix].name);
	enum status status = job->pass_name ? project_mix_graph(job->project, mix, arena, &graph) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = render_pass_run(job, graph, job->result.frames, &result);
	return status == STATUS_OK ? held_prints_settle(job) : status;
}

/* The graph of a mix goes when its pass is over, so that many mixes take no more memory than one. */
static enum status re_render(struct render_job *job)
{
	const struct recipe *recipe = job->project->recipe;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < recipe->print.mix_count; i++) {
		if (!mix_is_re_rendered(&recipe->print.mixes[i]))
			continue;
		struct arena *arena = arena_new();
		status = arena ? re_render_mix(job, i, arena) : STATUS_NO_MEMORY;
		arena_free(arena);
	}
	return status;
}

/* Raises *frames to the reach of the conversion to that format. */
static void reach_for(const struct render_job *job, const struct print_format *format, uint64_t *frames)
{
	const unsigned rate = (unsigned)job->project->recipe->session.sample_rate;
	if (format->sample_rate == 0.0)
		return;
	const uint64_t reach = resampler_reach(rate, (unsigned)format->sample_rate);
	*frames = reach > *frames ? reach : *frames;
}

/* Returns how many frames after the last one that is printed decide its bits, because the conversion of a rate hears
   them. */
static uint64_t frames_heard_later(const struct render_job *job)
{
	const struct recipe_print *print = &job->project->recipe->print;
	uint64_t frames = 0;
	for (size_t i = 0; i < print->mix_count; i++)
		reach_for(job, &print->mixes[i].format, &frames);
	for (size_t i = 0; i < print->stem_set_count && !job->settings->without_stems; i++)
		reach_for(job, &print->stem_sets[i].format, &frames);
	for (size_t i = 0; i < print->tap_count; i++)
		reach_for(job, &print->taps[i].format, &frames);
	for (size_t i = 0; i < print->device_count; i++)
		reach_for(job, &print->devices[i].format, &frames);
	return frames;
}

/* Returns how many frames are rendered; 0 means all. Nothing long after the last range is heard, unless a level of the
   whole session decides something. Where the frames that are heard reach over the end of the session, its tail decides
   where they end. */
static uint64_t frames_needed(const struct render_job *job)
{
	const struct print_ranges *ranges = &job->ranges;
	if (!ranges->without_whole || ranges->end == PRINT_RANGE_TO_END ||
	    recipe_holds_all_prints(job->project->recipe) || held_prints_find_headroom(job))
		return 0;
	const uint64_t later = frames_heard_later(job);
	const uint64_t session_frames = engine_session_frames(job->project->recipe, job->project->sources);
	return later > 0 && later >= session_frames - ranges->end ? 0 : ranges->end + later;
}

static enum status render(struct render_job *job)
{
	struct print_graphs graphs;
	enum status status = make_graphs(job, &graphs);
	if (status != STATUS_OK || ends_early(job))
		return status;
	job->pass_name = graphs.main->proof_count > 0 ? "mixes and stems" : "mixes";
	status = render_pass_run_stems(job, graphs.main, frames_needed(job), &job->result);
	job->pass_name = "stems by track";
	if (status == STATUS_OK && graphs.tracks)
		status = render_pass_run_stems(job, graphs.tracks, job->result.frames, &job->track_result);
	if (status == STATUS_OK)
		status = held_prints_settle(job);
	job->graph = graphs.main;
	job->track_graph = graphs.tracks;
	if (status == STATUS_OK)
		status = re_render(job);
	return status == STATUS_OK ? rendered_groups_gather(job) : status;
}

/* The files of all ranges stay open until they have their names. */
static enum status make_room(struct render_job *job, size_t capacity)
{
	const size_t ranges = job->ranges.count;
	struct project *project = job->project;
	job->files = ARENA_ARRAY(project->arena, struct rendered_file, capacity);
	job->parts = ARENA_ARRAY(project->arena, struct rendered_file, capacity * ranges);
	job->held = held_prints_new(project->arena, capacity);
	job->sets = ARENA_ARRAY(project->arena, struct rendered_set, project->recipe->print.stem_set_count);
	if (!job->files || !job->parts || !job->held || !job->sets)
		return STATUS_NO_MEMORY;
	struct problem problem;
	if (ranges == 0)
		return STATUS_OK;
	const enum status status = audio_source_reserve(project->source_count + (ranges + 1) * capacity, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&project->diagnostics, status, "output", (struct location){ 0 }, "%s",
				    problem.text);
	return status;
}

enum status render_stages_run(struct render_job *job, struct project *project, const struct render_settings *settings)
{
	const struct recipe *recipe = project->recipe;
	struct print_file *listed;
	size_t capacity;
	*job = (struct render_job){ .project = project, .settings = settings };
	if (print_files_list(recipe, !settings->without_stems, project->arena, &listed, &capacity) != STATUS_OK)
		return STATUS_NO_MEMORY;
	job->directory = settings->directory ? settings->directory : recipe->print.directory;
	job->outputs = output_set_new(job->directory);
	if (!job->outputs)
		return STATUS_NO_MEMORY;
	output_set_use(job->outputs,
		       &(struct output_policy){ .render = true,
						.force = settings->force,
						.look = settings->dry_run,
						.prune = settings->prune,
						.hash = settings->hash,
						.spares = settings->region_count > 0 ? whole_render_has : NULL,
						.context = job });
	enum status status = hardware_loops_measure(&project->loops);
	if (status == STATUS_OK)
		status = range_choice_find(job, &job->ranges);
	if (status == STATUS_OK)
		status = make_room(job, capacity);
	if (status == STATUS_OK)
		status = held_prints_check(job, capacity);
	if (status == STATUS_OK)
		status = render(job);
	if (status != STATUS_OK || ends_early(job))
		return status;
	if (settings->bleed || recipe->verify.bleed.given)
		status = bleed_pass_run(job, &job->bleed);
	if (status == STATUS_OK)
		status = source_list_make(&job->sources, project);
	/* A render of a part need not read whole files, and does not decode them for a hash. */
	if (status == STATUS_OK && !job->ranges.without_whole)
		status = source_list_hash_sounds(&job->sources, project, settings->workers);
	if (status == STATUS_OK)
		status = source_list_hash(&job->sources, project, settings->workers);
	double began = cpu_clock_process();
	if (status == STATUS_OK)
		status = read_back_run(job);
	job->verify_seconds = cpu_clock_process() - began;
	if (status == STATUS_OK) {
		rendered_sets_warn_of_silence(job);
		sum_levels_warn(job);
	}
	return status == STATUS_OK ? print_hashes_find(job) : status;
}

static void release_files(struct rendered_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (files[i].converter)
			files[i].converter->free(files[i].converter);
		if (files[i].source)
			files[i].source->free(files[i].source);
		if (files[i].printer)
			files[i].printer->free(files[i].printer);
		quality_free(files[i].quality_meter);
	}
}

void render_stages_release(struct render_job *job)
{
	const size_t rendered = job->rendered ? job->rendered_count : job->file_count;
	release_files(job->files, job->file_count);
	release_files(job->parts, rendered * job->ranges.count);
	if (job->rendered)
		release_files(job->rendered, job->rendered_count);
	held_prints_release(job);
	send_checks_release(job);
	for (size_t i = 0; i < job->meter_count; i++)
		print_meter_release(&job->meters[i]);
	output_set_free(job->outputs);
	if (job->admitted_bytes > 0)
		memory_gate_leave(job->settings->gate, job->admitted_bytes);
	*job = (struct render_job){ 0 };
}

/* Adds up what the passes of a render will take.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/resource_estimate.h"

#include "base/byte_size.h"
#include "cmd/interrupt.h"
#include "cmd/job/memory_parts.h"
#include "cmd/job/pass_count.h"
#include "cmd/job/print_bytes.h"
#include "cmd/job/session_length.h"
#include "cmd/threads.h"
#include "engine/memory_estimate.h"
#include "io/clip_source.h"
#include "plan/plan_build.h"

struct survey {
	struct project *project;
	const struct resource_request *request;
	struct resource_estimate *estimate;
	struct print_bytes bytes;
	uint64_t fixed; /* what is there in every pass: the program, the recipe, the sources */
	uint64_t printing; /* what the prints of all passes so far take, which stay open until the end */
	uint64_t reading_back; /* what it takes to read all prints back */
	uint64_t engine; /* the most that an engine takes, with its plan and its graph */
};

static uint64_t most_bytes(const struct survey *survey)
{
	const size_t most = survey->request->limits->memory_bytes;
	return most > 0 ? most : UINT64_MAX;
}

static size_t count_clip_tracks(const struct project *project)
{
	size_t count = 0;
	for (size_t i = 0; i < project->source_count; i++)
		count += project->recipe_sources[i]->clips ? 1 : 0;
	return count;
}

/* A track of clips keeps so many of their files open at most, and converts one rate at a time. */
static uint64_t memory_of_clips(const struct project *project, const struct recipe_clips *clips, size_t open_files)
{
	const unsigned rate = (unsigned)project->recipe->session.sample_rate;
	const size_t open = clips->count < open_files ? clips->count : open_files;
	uint64_t most = 0, converting = 0;
	for (size_t i = 0; i < clips->count; i++) {
		const struct recipe_clip *clip = &clips->items[i];
		const struct audio_properties *file = &project->clip_probes[clip->file].properties;
		const bool converts = file->sample_rate != rate || clip->rate < 1.0 || clip->rate > 1.0;
		const bool flac = file->format.container == AUDIO_FLAC;
		const uint64_t bytes = memory_of_source(file->channels, false) + (flac ? memory_of_flac() : 0);
		const uint64_t more = converts ? memory_of_clip_conversion(file->channels) : 0;
		most = bytes > most ? bytes : most;
		converting = more > converting ? more : converting;
	}
	return open * most + converting;
}

static uint64_t memory_of_sources(const struct project *project)
{
	const unsigned rate = (unsigned)project->recipe->session.sample_rate;
	const size_t clip_tracks = count_clip_tracks(project);
	uint64_t bytes = 0;
	for (size_t i = 0; i < project->source_count; i++) {
		const struct recipe_source *source = project->recipe_sources[i];
		if (source->clips)
			bytes += memory_of_clips(project, source->clips, clip_source_open_files(clip_tracks));
		if (!source->path || project->shares[i].reading != i)
			continue;
		const size_t files = source->right_path ? 2 : 1;
		const bool converts = project->probes[i].properties.sample_rate != rate;
		const bool flac = project->probes[i].properties.format.container == AUDIO_FLAC;
		bytes += files * memory_of_source(project->shares[i].channels / files, converts) +
			 files * (flac ? memory_of_flac() : 0);
	}
	return bytes + project->loops.count * memory_of_source(2, true);
}

/* Says what takes the most memory, in words that outlive the graph. */
static const char *describe(const struct survey *survey, const struct graph *graph,
			    const struct memory_estimate *memory)
{
	const struct memory_share *share = &memory->greatest;
	char all[BYTE_SIZE_LENGTH], one[BYTE_SIZE_LENGTH];
	struct arena *arena = survey->project->arena;
	byte_size_format(share->bytes, all);
	byte_size_format(share->node_bytes, one);
	const char *owner = share->node == NODE_NONE ? NULL : graph_owner(graph, &graph->nodes[share->node]);
	if (!share->processor && owner)
		return arena_format(arena, "columns and delays take %s, the longest delay of \"%s\" %s of it", all,
				    owner, one);
	if (!share->processor)
		return arena_format(arena, "%zu columns take %s", share->count, all);
	return arena_format(arena, "%zu %s take %s, that of \"%s\" %s of it", share->count, share->processor->name, all,
			    owner ? owner : "?", one);
}

/* Returns what an arena takes from which so many bytes are given out: half a huge page more, beyond its first chunks.
 */
static uint64_t footprint_of(uint64_t bytes)
{
	const uint64_t first = 576 * 1024, half = 1024 * 1024;
	return bytes > first ? bytes + half : bytes;
}

static enum status survey_engine(struct survey *survey, const struct graph *graph, struct arena *arena)
{
	const struct resource_request *request = survey->request;
	const uint64_t most = most_bytes(survey), other = survey->fixed + survey->printing;
	const struct memory_limits limits = { .kernel = request->kernel,
					      .workers = threads_count(request->jobs),
					      .block_frames = request->block_frames,
					      .stop = &interrupt_signal,
					      .most = most > other ? (size_t)(most - other) : 0 };
	struct memory_estimate memory = { 0 };
	struct plan *plan;
	enum status status = plan_build(graph, threads_count(request->jobs), arena, &plan);
	if (status == STATUS_OK)
		status = memory_estimate_plan(plan, &limits, &memory);
	if (status != STATUS_OK)
		return status;
	const uint64_t bytes = footprint_of(memory.bytes) + arena_footprint(arena);
	if (bytes <= survey->engine)
		return STATUS_OK;
	survey->engine = bytes;
	survey->estimate->memory_for = describe(survey, graph, &memory);
	return survey->estimate->memory_for ? STATUS_OK : STATUS_NO_MEMORY;
}

static void survey_print(struct survey *survey, const struct graph *graph, const struct graph_print *print)
{
	const struct project *project = survey->project;
	const double rate = project->recipe->session.sample_rate;
	const size_t channels = graph->nodes[print->node].channels;
	const size_t files = 1 + project->recipe->print.region_count;
	if (print->role == PRINT_METER)
		survey->printing += memory_of_loudness(channels, rate);
	if (print->role == PRINT_REDUCTION)
		survey->printing += memory_of_reduction();
	if (!print->file)
		return;
	const bool converts = print->format->sample_rate != 0.0;
	const double printed = converts ? print->format->sample_rate : rate;
	survey->printing += files * memory_of_print(channels, false) + memory_of_print(channels, converts) -
			    memory_of_print(channels, false);
	if (recipe_holds_prints(project->recipe))
		survey->printing += memory_of_held_print(channels);
	if (!survey->request->without_loudness)
		survey->reading_back += memory_of_loudness(channels, printed);
	if (survey->request->pictures)
		survey->reading_back += memory_of_overview(channels, printed);
	if (print->role == PRINT_MIX && project->recipe->print.mixes[print->mix].quality)
		survey->reading_back += memory_of_quality(channels, printed);
	if (!survey->request->without_loudness || !survey->request->without_null)
		survey->reading_back += memory_of_read_back(channels);
}

static enum status survey_pass(struct survey *survey, const struct graph *graph, struct arena *arena)
{
	print_bytes_add(&survey->bytes, survey->project, graph);
	for (size_t i = 0; i < graph->print_count; i++)
		survey_print(survey, graph, &graph->prints[i]);
	survey->estimate->passes++;
	const uint64_t tail = session_tail_frames(graph);
	if (tail > survey->estimate->tail_frames)
		survey->estimate->tail_frames = tail;
	if (graph->lanes.count > survey->estimate->lanes && graph->proof_count > 0)
		survey->estimate->lanes = graph->lanes.count;
	return survey_engine(survey, graph, arena);
}

/* Surveys a graph of the pass that prints, or that of a mix that is rendered anew. */
static enum status survey_graph(struct survey *survey, const struct graph *given, size_t mix)
{
	struct graph *graph;
	struct arena *arena = arena_new();
	enum status status = arena ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK && !given) {
		status = project_mix_graph(survey->project, mix, arena, &graph);
		given = graph;
	}
	if (status == STATUS_OK)
		status = survey_pass(survey, given, arena);
	arena_free(arena);
	return status;
}

static uint64_t total(const struct survey *survey)
{
	const uint64_t later = survey->engine > survey->reading_back ? survey->engine : survey->reading_back;
	return survey->fixed + survey->printing + later;
}

static size_t most_passes(const struct survey *survey)
{
	return survey->request->limits->passes > 0 ? survey->request->limits->passes : SIZE_MAX;
}

static bool is_over(const struct survey *survey)
{
	return total(survey) > most_bytes(survey) || survey->estimate->passes > most_passes(survey);
}

static enum status survey_mixes(struct survey *survey)
{
	const struct recipe_print *print = &survey->project->recipe->print;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < print->mix_count && status == STATUS_OK && !is_over(survey); i++)
		if (mix_is_re_rendered(&print->mixes[i]))
			status = survey_graph(survey, NULL, i);
	return status;
}

static enum status survey_all(struct survey *survey)
{
	const struct resource_request *request = survey->request;
	struct resource_estimate *estimate = survey->estimate;
	struct pass_count gains = { 0 };
	enum status status = survey_graph(survey, request->graph, RECIPE_NONE);
	if (status == STATUS_OK && request->tracks)
		status = survey_graph(survey, request->tracks, RECIPE_NONE);
	if (status == STATUS_OK)
		status = survey_mixes(survey);
	if (status == STATUS_OK && request->graph->untrimmed && !is_over(survey))
		status = pass_count_gains(survey->project, most_passes(survey), &gains);
	survey->engine += gains.memory_bytes;
	estimate->gain_passes = gains.passes;
	estimate->passes += gains.passes + (request->bleed ? 1 : 0);
	return status;
}

enum status resource_estimate_make(struct project *project, const struct resource_request *request,
				   struct resource_estimate *estimate)
{
	struct survey survey = { .project = project, .request = request, .estimate = estimate };
	*estimate = (struct resource_estimate){ .lanes = 1, .frames = session_length_frames(project) };
	survey.fixed = memory_of_program(threads_count(request->jobs)) + arena_footprint(project->arena) +
		       memory_of_sources(project);
	const enum status status = survey_all(&survey);
	estimate->memory_bytes = total(&survey);
	estimate->memory_is_over = estimate->memory_bytes > most_bytes(&survey);
	estimate->passes_are_over = estimate->passes > most_passes(&survey);
	estimate->files = survey.bytes.files;
	estimate->printed_bytes = survey.bytes.least;
	estimate->printed_bytes_most = survey.bytes.most;
	estimate->printed_rate = survey.bytes.rate;
	estimate->printed_samples_per_second = survey.bytes.sample_rate;
	estimate->held_bytes = survey.bytes.held;
	return status;
}

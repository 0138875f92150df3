/* Adds up the time of a trial, and that of all samples that are read, printed and measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/time_estimate.h"

#include "cmd/job/session_length.h"
#include "cmd/plan/trial_run.h"

#include <math.h>

/* A long trial is half a second of the session, which the longest partitions of a convolution need to show. A short one
   comes first, and is enough where half a second would take too long. */
enum { SHORT_TRIAL_FRAMES = 4096 };
static const double long_trial_seconds = 0.5, patience_seconds = 1.0;

/* Nanoseconds of a machine of 2024 for a sample: of PCM that is read, of other kinds, of a rate that is converted, of a
   print, and of a print that is read back right after it was written. */
static const double reading_ns = 1.0, decoding_ns = 12.0, converting_ns = 40.0, printing_ns = 1.7,
		    reading_back_ns = 0.3;

bool time_estimate_is_rendered(const struct project *project, const struct graph *graph, const struct engine_cost *cost)
{
	if (cost->kind == STEP_PRINT || cost->kind != STEP_SOURCE)
		return cost->kind != STEP_PRINT;
	const size_t source = graph->nodes[cost->node].source;
	return source < project->source_count && !project->recipe_sources[source]->path &&
	       !project->recipe_sources[source]->clips;
}

/* Runs a trial in memory of its own. */
static enum status try_frames(struct project *project, const struct plan *plan, uint64_t frames, double *seconds)
{
	const struct trial trial = { .frames = frames, .arena = arena_new() };
	struct engine_result result = { .cost_count = 0 };
	enum status status = trial.arena ? trial_run(project, plan, &trial, &result, NULL) : STATUS_NO_MEMORY;
	*seconds = 0.0;
	for (size_t i = 0; i < result.cost_count && status == STATUS_OK; i++)
		if (time_estimate_is_rendered(project, plan->graph, &result.costs[i]))
			*seconds += result.costs[i].seconds;
	arena_free(trial.arena);
	return status;
}

/* Finds the time that the engine takes for a frame. */
static enum status find_pace(struct project *project, const struct plan *plan, double *seconds_per_frame)
{
	const double frames = long_trial_seconds * project->recipe->session.sample_rate;
	double seconds;
	enum status status = try_frames(project, plan, SHORT_TRIAL_FRAMES, &seconds);
	*seconds_per_frame = seconds / SHORT_TRIAL_FRAMES;
	if (status != STATUS_OK || *seconds_per_frame * frames > patience_seconds)
		return status;
	status = try_frames(project, plan, (uint64_t)frames, &seconds);
	*seconds_per_frame = seconds / frames;
	return status;
}

double time_estimate_source(const struct project *project, size_t index)
{
	const double rate = project->recipe->session.sample_rate;
	const struct audio_properties *file = &project->probes[index].properties;
	if (project->recipe_sources[index]->clips)
		return (double)project->source_channels[index] * decoding_ns * 1e-9;
	if (!project->recipe_sources[index]->path || project->shares[index].reading != index)
		return 0.0;
	const bool pcm = file->bits > 0 && file->format.container != AUDIO_FLAC;
	double sample = pcm ? reading_ns : decoding_ns;
	sample += (double)file->sample_rate < rate || (double)file->sample_rate > rate ? converting_ns : 0.0;
	return sample * 1e-9 * (double)project->shares[index].channels * (double)file->sample_rate / rate;
}

double time_estimate_print(size_t channels)
{
	return printing_ns * 1e-9 * (double)channels;
}

enum status time_estimate_meters(const struct project *project, bool together, struct meter_costs *costs)
{
	struct arena *arena = arena_new();
	*costs = (struct meter_costs){ 0 };
	const enum status status =
		arena ? trial_meters_run(project->recipe->session.sample_rate, together, arena, costs)
		      : STATUS_NO_MEMORY;
	arena_free(arena);
	costs->seconds[PROOF_TASK_READ] += reading_back_ns * 1e-9;
	return status;
}

/* Returns the seconds that it takes to read all sources once. */
static double reading(const struct project *project)
{
	const double rate = project->recipe->session.sample_rate;
	double seconds = 0.0;
	for (size_t i = 0; i < project->source_count; i++) {
		const struct audio_properties *file = &project->probes[i].properties;
		const double length = project->recipe_sources[i]->clips
					      ? session_length_seconds(project)
					      : (double)file->frames / (double)file->sample_rate;
		const double cost = time_estimate_source(project, i);
		seconds += cost > 0.0 ? cost * length * rate : 0.0;
	}
	return seconds;
}

enum status time_estimate_make(struct project *project, const struct plan *plan,
			       const struct resource_estimate *resources, double *seconds)
{
	const double printed = session_length_seconds(project) * resources->printed_samples_per_second;
	struct meter_costs meters = { 0 };
	double pace;
	enum status status = find_pace(project, plan, &pace);
	if (status == STATUS_OK)
		status = time_estimate_meters(project, true, &meters);
	*seconds = (double)resources->passes * (pace * (double)resources->frames + reading(project)) +
		   printed * (time_estimate_print(1) + meter_costs_sum(&meters));
	return status;
}

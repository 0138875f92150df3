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
   print, and of the meters and the proof that read it back. */
static const double reading_ns = 4.0, decoding_ns = 12.0, converting_ns = 40.0, printing_ns = 5.0, measuring_ns = 9.0;

/* Returns the level of a track whose sum with so many others is as loud as one of them alone at -18 dBFS. */
static double level_of(const struct project *project)
{
	return -18.0 - 10.0 * log10((double)(project->source_count > 0 ? project->source_count : 1));
}

/* Tells whether the render does what the trial did for this cost. The trial reads and prints nothing, but noise and
   tones are made in it as they are in the render. */
static bool is_rendered(const struct project *project, const struct graph *graph, const struct engine_cost *cost)
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
	const struct trial trial = { .frames = frames, .level_dbfs = level_of(project), .arena = arena_new() };
	struct engine_result result = { .cost_count = 0 };
	enum status status = trial.arena ? trial_run(project, plan, &trial, &result) : STATUS_NO_MEMORY;
	*seconds = 0.0;
	for (size_t i = 0; i < result.cost_count && status == STATUS_OK; i++)
		if (is_rendered(project, plan->graph, &result.costs[i]))
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

/* Returns the seconds that it takes to read all sources once. */
static double reading(const struct project *project)
{
	const double rate = project->recipe->session.sample_rate;
	double nanoseconds = 0.0;
	for (size_t i = 0; i < project->source_count; i++) {
		const struct audio_properties *file = &project->probes[i].properties;
		if (project->recipe_sources[i]->clips)
			nanoseconds += session_length_seconds(project) * rate * (double)project->source_channels[i] *
				       decoding_ns;
		if (!project->recipe_sources[i]->path || project->shares[i].reading != i)
			continue;
		const bool pcm = file->bits > 0 && file->format.container != AUDIO_FLAC;
		double sample = pcm ? reading_ns : decoding_ns;
		sample += (double)file->sample_rate < rate || (double)file->sample_rate > rate ? converting_ns : 0.0;
		nanoseconds += (double)file->frames * (double)project->shares[i].channels * sample;
	}
	return nanoseconds * 1e-9;
}

enum status time_estimate_make(struct project *project, const struct plan *plan,
			       const struct resource_estimate *resources, double *seconds)
{
	const double printed = session_length_seconds(project) * resources->printed_samples_per_second;
	double pace;
	const enum status status = find_pace(project, plan, &pace);
	*seconds = (double)resources->passes * (pace * (double)resources->frames + reading(project)) +
		   printed * (printing_ns + measuring_ns) * 1e-9;
	return status;
}

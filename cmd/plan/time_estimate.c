/* Adds up the time of a trial, and that of all samples that are printed and measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/time_estimate.h"

#include "cmd/job/session_length.h"
#include "cmd/plan/trial_files.h"
#include "cmd/plan/trial_run.h"

/* A long trial is a second of the session, of which the second half counts: the longest partitions of a convolution
   need so much to show. A short one comes first, and is enough where a second would take too long. */
enum { SHORT_TRIAL_FRAMES = 4096 };
static const double long_trial_seconds = 0.5, patience_seconds = 1.0;

/* Nanoseconds of a machine of 2024 for a sample of a print that is read back right after it was written. */
static const double reading_back_ns = 0.3;

/* Runs a trial in memory of its own, and finds the seconds for a frame. */
static enum status try_frames(struct project *project, const struct plan *plan, uint64_t warm_up, uint64_t frames,
			      double *seconds_per_frame)
{
	const struct trial trial = { .warm_up = warm_up, .frames = frames, .arena = arena_new() };
	struct engine_result result = { .cost_count = 0 };
	enum status status = trial.arena ? trial_run(project, plan, &trial, &result, NULL) : STATUS_NO_MEMORY;
	double seconds = 0.0;
	for (size_t i = 0; i < result.cost_count && status == STATUS_OK; i++)
		if (result.costs[i].kind != STEP_PRINT)
			seconds += result.costs[i].seconds;
	*seconds_per_frame = result.cost_frames > 0 ? seconds / (double)result.cost_frames : 0.0;
	arena_free(trial.arena);
	return status;
}

/* Finds the time that the engine takes for a frame. */
static enum status find_pace(struct project *project, const struct plan *plan, double *seconds_per_frame)
{
	const double frames = long_trial_seconds * project->recipe->session.sample_rate;
	enum status status = try_frames(project, plan, 0, SHORT_TRIAL_FRAMES, seconds_per_frame);
	const double seconds = *seconds_per_frame * (2.0 * frames + (double)plan->graph->latency);
	if (status != STATUS_OK || seconds > patience_seconds)
		return status;
	return try_frames(project, plan, (uint64_t)frames, (uint64_t)frames, seconds_per_frame);
}

enum status time_estimate_meters(const struct project *project, bool together, struct workers *workers,
				 struct meter_costs *costs)
{
	struct arena *arena = arena_new();
	*costs = (struct meter_costs){ 0 };
	const enum status status =
		arena ? trial_meters_run(project->recipe->session.sample_rate, together, workers, arena, costs)
		      : STATUS_NO_MEMORY;
	arena_free(arena);
	costs->seconds[PROOF_TASK_READ] += reading_back_ns * 1e-9;
	return status;
}

/* Returns the seconds that it takes to print a sample, on the average over the files of a graph. */
static double printing(const struct graph *graph, const double *seconds_per_frame)
{
	double channels = 0.0, seconds = 0.0;
	for (size_t i = 0; i < graph->print_count; i++)
		if (graph->prints[i].format) {
			channels += (double)graph->nodes[graph->prints[i].node].channels;
			seconds += seconds_per_frame[i];
		}
	return channels > 0.0 ? seconds / channels : 0.0;
}

enum status time_estimate_make(struct project *project, const struct plan *plan,
			       const struct resource_estimate *resources, double *seconds)
{
	const double printed = session_length_seconds(project) * resources->printed_samples_per_second;
	struct meter_costs meters = { 0 };
	double pace, *prints;
	enum status status = find_pace(project, plan, &pace);
	if (status == STATUS_OK)
		status = time_estimate_meters(project, true, NULL, &meters);
	if (status == STATUS_OK)
		status = trial_files_run(plan->graph, project->arena, &prints);
	if (status != STATUS_OK)
		return status;
	*seconds = (double)resources->passes * (double)resources->frames * pace +
		   printed * (printing(plan->graph, prints) + meter_costs_sum(&meters));
	return status;
}

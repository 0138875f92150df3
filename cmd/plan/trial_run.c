/* Runs a plan over pieces of its sound, or over noise, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_run.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/job/discarding_printer.h"
#include "cmd/job/session_length.h"
#include "cmd/plan/excerpt_source.h"
#include "dsp/kernel/select.h"
#include "engine/generator.h"

#include <math.h>

static const double track_dbfs = -18.0;

/* All blocks of a shorter session count. */
enum { SHORT_FRAMES = 16384 };

/* Returns the level of a track whose sum with all others is as loud as one of them alone. */
static double level_of(const struct project *project)
{
	return track_dbfs - 10.0 * log10((double)(project->source_count > 0 ? project->source_count : 1));
}

static size_t channels_of(const struct project *project, size_t index)
{
	return index < project->source_count ? project->shares[index].channels
					     : project->loops.graph[index - project->source_count].channels;
}

/* Makes pink noise, which is about as coloured as a track of a mix. */
static struct source *noise_new(const struct project *project, size_t index, uint64_t frames, struct arena *arena)
{
	const double rate = project->recipe->session.sample_rate;
	const struct recipe_source from = {
		.file = "noise",
		.generator = { .kind = GENERATOR_PINK_NOISE,
			       .level_dbfs = level_of(project),
			       .length_seconds = (double)frames / rate },
		.channel_count = channels_of(project, index),
	};
	return generator_new(&from, rate, index, arena);
}

/* Makes the sources of a trial of so many frames. What returns from hardware may be missing. */
static enum status make_sources(struct project *project, bool noise, uint64_t frames, struct arena *arena,
				struct source **sources)
{
	const size_t piece = (size_t)project->recipe->session.sample_rate;
	const uint64_t session = session_length_frames(project);
	for (size_t i = 0; i < project->source_count + project->loops.count; i++) {
		struct source *from = noise ? NULL : project->sources[i];
		sources[i] = from ? excerpt_source_new(from, session, frames, piece, arena)
				  : noise_new(project, i, frames, arena);
		if (!sources[i])
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status run(struct project *project, const struct plan *plan, const struct trial *trial, bool noise,
		       struct engine_result *result, struct engine_tasks *tasks)
{
	const size_t count = project->source_count + project->loops.count;
	struct source **sources = ARENA_ARRAY(trial->arena, struct source *, count);
	struct printer **printers = discarding_printers_new(plan->graph, trial->arena);
	if (!sources || !printers)
		return STATUS_NO_MEMORY;
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.workers = trial->workers,
						.shares = trial->shares,
						.frames = trial->warm_up + trial->frames,
						.clock = cpu_clock_thread,
						.costs_from = plan->graph->latency + trial->warm_up };
	struct engine *engine;
	enum status status = noise ? STATUS_OK : project_open_sources(project);
	if (status == STATUS_OK)
		status = make_sources(project, noise, options.frames, trial->arena, sources);
	if (status == STATUS_OK)
		status = engine_new(plan, sources, printers, &options, trial->arena, &engine);
	if (status == STATUS_OK && trial->touch)
		arena_touch(trial->arena);
	if (status == STATUS_OK)
		status = engine_run(engine, result);
	return status == STATUS_OK && tasks ? engine_list_tasks(engine, trial->arena, tasks) : status;
}

/* Returns a trial that is no longer than the session. */
static struct trial within_session(const struct project *project, const struct trial *trial)
{
	const uint64_t session = session_length_frames(project), all = trial->warm_up + trial->frames;
	struct trial shorter = *trial;
	if (session >= all)
		return shorter;
	shorter.warm_up = session < SHORT_FRAMES ? 0 : trial->warm_up * session / all;
	shorter.frames = session > 0 ? session - shorter.warm_up : 1;
	return shorter;
}

enum status trial_run(struct project *project, const struct plan *plan, const struct trial *trial,
		      struct engine_result *result, struct engine_tasks *tasks)
{
	const struct trial shorter = within_session(project, trial);
	const enum status status = run(project, plan, &shorter, false, result, tasks);
	if (status != STATUS_BAD_SOURCE && status != STATUS_NOT_FINITE)
		return status;
	return diagnostics_status(&project->diagnostics) == STATUS_OK
		       ? run(project, plan, &shorter, true, result, tasks)
		       : status;
}

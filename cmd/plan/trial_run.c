/* Runs a plan over noise, without files, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_run.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/job/discarding_printer.h"
#include "dsp/kernel/select.h"
#include "engine/generator.h"

#include <math.h>

static const double track_dbfs = -18.0;

/* Returns the level of a track whose sum with all others is as loud as one of them alone. */
static double level_of(const struct project *project)
{
	return track_dbfs - 10.0 * log10((double)(project->source_count > 0 ? project->source_count : 1));
}

/* Makes pink noise, which is about as coloured as a track of a mix. */
static struct source *noise_new(const struct project *project, size_t index, const struct trial *trial)
{
	const double rate = project->recipe->session.sample_rate;
	const struct recipe_source from = {
		.file = "noise",
		.generator = { .kind = GENERATOR_PINK_NOISE,
			       .level_dbfs = level_of(project),
			       .length_seconds = (double)trial->frames / rate },
		.channel_count = index < project->source_count
					 ? project->source_channels[index]
					 : project->loops.graph[index - project->source_count].channels,
	};
	return generator_new(&from, rate, index, trial->arena);
}

enum status trial_run(struct project *project, const struct plan *plan, const struct trial *trial,
		      struct engine_result *result, struct engine_tasks *tasks)
{
	const size_t count = project->source_count + project->loops.count;
	struct source **sources = ARENA_ARRAY(trial->arena, struct source *, count);
	struct printer **printers = discarding_printers_new(plan->graph, trial->arena);
	if (!sources || !printers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (!(sources[i] = noise_new(project, i, trial)))
			return STATUS_NO_MEMORY;
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.shares = trial->shares,
						.frames = trial->frames,
						.clock = cpu_clock_thread };
	struct engine *engine;
	enum status status = engine_new(plan, sources, printers, &options, trial->arena, &engine);
	if (status == STATUS_OK && trial->touch)
		arena_touch(trial->arena);
	if (status == STATUS_OK)
		status = engine_run(engine, result);
	return status == STATUS_OK && tasks ? engine_list_tasks(engine, trial->arena, tasks) : status;
}

/* Runs a plan over noise, without files, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_run.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/job/discarding_printer.h"
#include "dsp/kernel/select.h"
#include "engine/generator.h"

/* Makes pink noise, which is about as coloured as a track of a mix. */
static struct source *noise_new(const struct project *project, size_t index, const struct trial *trial)
{
	const double rate = project->recipe->session.sample_rate;
	const struct recipe_source from = {
		.file = "noise",
		.generator = { .kind = GENERATOR_PINK_NOISE,
			       .level_dbfs = trial->level_dbfs,
			       .length_seconds = (double)trial->frames / rate },
		.channel_count = index < project->source_count
					 ? project->source_channels[index]
					 : project->loops.graph[index - project->source_count].channels,
	};
	return generator_new(&from, rate, index, trial->arena);
}

enum status trial_run(struct project *project, const struct plan *plan, const struct trial *trial,
		      struct engine_result *result)
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
						.frames = trial->frames,
						.clock = cpu_clock_thread };
	struct engine *engine;
	enum status status = engine_new(plan, sources, printers, &options, trial->arena, &engine);
	return status == STATUS_OK ? engine_run(engine, result) : status;
}

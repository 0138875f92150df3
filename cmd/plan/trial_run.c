/* Runs a plan over noise, without files, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_run.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/job/discarding_printer.h"
#include "dsp/kernel/select.h"
#include "engine/generator.h"

/* Makes pink noise at -18 dBFS, which is about as loud and as coloured as a track of a mix. */
static struct source *noise_new(struct project *project, size_t index, uint64_t frames)
{
	const double rate = project->recipe->session.sample_rate;
	const struct recipe_source from = {
		.file = "noise",
		.generator = { .kind = GENERATOR_PINK_NOISE,
			       .level_dbfs = -18.0,
			       .length_seconds = (double)frames / rate },
		.channel_count = index < project->source_count
					 ? project->source_channels[index]
					 : project->loops.graph[index - project->source_count].channels,
	};
	return generator_new(&from, rate, index, project->arena);
}

enum status trial_run(struct project *project, const struct plan *plan, uint64_t frames, struct engine_result *result)
{
	const size_t count = project->source_count + project->loops.count;
	struct source **sources = ARENA_ARRAY(project->arena, struct source *, count);
	struct printer **printers = discarding_printers_new(plan->graph, project->arena);
	if (!sources || !printers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (!(sources[i] = noise_new(project, i, frames)))
			return STATUS_NO_MEMORY;
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.frames = frames,
						.clock = cpu_clock_thread };
	struct engine *engine;
	enum status status = engine_new(plan, sources, printers, &options, project->arena, &engine);
	return status == STATUS_OK ? engine_run(engine, result) : status;
}

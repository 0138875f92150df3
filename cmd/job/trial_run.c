/* Runs a plan over noise, without files, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/trial_run.h"

#include "engine/generator.h"

#include <time.h>

static double seconds_of(clockid_t clock)
{
	struct timespec now;
	return clock_gettime(clock, &now) == 0 ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec : 0.0;
}

double trial_thread_clock(void)
{
	return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double trial_process_clock(void)
{
	return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static enum status swallow(struct printer *printer, const double *const *columns, size_t frames)
{
	(void)printer;
	(void)columns;
	(void)frames;
	return STATUS_OK;
}

static enum status finish(struct printer *printer)
{
	(void)printer;
	return STATUS_OK;
}

/* Makes pink noise at -18 dBFS, which is about as loud and as coloured as a track of a mix. */
static struct source *noise_new(struct project *project, size_t index, uint64_t frames)
{
	const double rate = project->recipe->session.sample_rate;
	const struct recipe_source from = {
		.file = "noise",
		.generator = { .kind = GENERATOR_PINK_NOISE,
			       .level_dbfs = -18.0,
			       .length_seconds = (double)frames / rate },
		.channel_count = project->source_channels[index],
	};
	return generator_new(&from, rate, index, project->arena);
}

struct printer *trial_printer(const struct graph *graph, const struct graph_print *print, struct arena *arena)
{
	struct printer *silent = ARENA_NEW(arena, struct printer);
	if (silent)
		*silent = (struct printer){ .channels = graph->nodes[print->node].channels,
					    .write = swallow,
					    .finish = finish };
	return silent;
}

struct printer **trial_printers(const struct graph *graph, struct arena *arena)
{
	struct printer **printers = ARENA_ARRAY(arena, struct printer *, graph->print_count);
	for (size_t i = 0; printers && i < graph->print_count; i++) {
		printers[i] = trial_printer(graph, &graph->prints[i], arena);
		if (!printers[i])
			return NULL;
	}
	return printers;
}

enum status trial_run(struct project *project, const struct plan *plan, uint64_t frames, struct engine_result *result)
{
	struct source **sources = ARENA_ARRAY(project->arena, struct source *, project->source_count);
	struct printer **printers = trial_printers(plan->graph, project->arena);
	if (!sources || !printers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < project->source_count; i++)
		if (!(sources[i] = noise_new(project, i, frames)))
			return STATUS_NO_MEMORY;
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.frames = frames,
						.clock = trial_thread_clock };
	struct engine *engine;
	enum status status = engine_new(plan, sources, printers, &options, project->arena, &engine);
	return status == STATUS_OK ? engine_run(engine, result) : status;
}

/* Tests any bytes as a recipe, of which a thousand frames are rendered: what is printed is finite.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "engine/engine.h"
#include "fuzz/fuzzed_plan.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { FRAMES = 1000, BLOCK = 300 };

/* Serves noise that is the same every time. */
struct noise {
	struct source source; /* this member is first */
	uint32_t state;
};

static enum status noise_read(struct source *source, double *const *columns, size_t frames)
{
	uint32_t *state = &((struct noise *)source)->state;
	for (size_t k = 0; k < source->channels; k++)
		for (size_t i = 0; i < frames; i++) {
			*state = *state * 1664525u + 1013904223u;
			columns[k][i] = (double)(int32_t)*state * 0x1p-33;
		}
	return STATUS_OK;
}

static enum status noise_rewind(struct source *source)
{
	((struct noise *)source)->state = 1;
	return STATUS_OK;
}

static enum status look(struct printer *printer, const double *const *columns, size_t frames)
{
	for (size_t k = 0; k < printer->channels; k++)
		for (size_t i = 0; i < frames; i++)
			if (!isfinite(columns[k][i]))
				__builtin_trap();
	return STATUS_OK;
}

static enum status finish(struct printer *printer)
{
	(void)printer;
	return STATUS_OK;
}

/* Returns the channels of a source. Behind those of the strips stand the returns of hardware. */
static size_t channels_of(const struct fuzzed_plan *plan, size_t source)
{
	if (source < plan->source_count)
		return plan->channels[source];
	for (size_t i = 0; i < plan->graph->node_count; i++) {
		const struct node *node = &plan->graph->nodes[i];
		if (node->kind == NODE_SOURCE && node->source == source)
			return node->channels;
	}
	return 1;
}

static void render(struct fuzzed_plan *plan)
{
	const size_t source_count = plan->source_count + plan->recipe->loop_count;
	struct noise *noises = ARENA_ARRAY(plan->arena, struct noise, source_count);
	struct source **sources = ARENA_ARRAY(plan->arena, struct source *, source_count);
	struct printer *looks = ARENA_ARRAY(plan->arena, struct printer, plan->graph->print_count);
	struct printer **printers = ARENA_ARRAY(plan->arena, struct printer *, plan->graph->print_count);
	if (!noises || !sources || !looks || !printers)
		return;
	for (size_t i = 0; i < source_count; i++) {
		noises[i] = (struct noise){ .source = { .sample_rate = plan->recipe->session.sample_rate,
							.channels = channels_of(plan, i),
							.frames = FRAMES,
							.read = noise_read,
							.rewind = noise_rewind,
							.name = "noise" },
					    .state = 1 };
		sources[i] = &noises[i].source;
	}
	for (size_t i = 0; i < plan->graph->print_count; i++) {
		looks[i] = (struct printer){ .channels = plan->graph->nodes[plan->graph->prints[i].node].channels,
					     .write = look,
					     .finish = finish };
		printers[i] = &looks[i];
	}
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.block_frames = BLOCK,
						.frames = FRAMES };
	struct engine_result result;
	struct engine *engine;
	enum status status = engine_new(plan->plan, sources, printers, &options, plan->arena, &engine);
	if (status == STATUS_OK)
		status = engine_run(engine, &result);
	if (status == STATUS_DEFECT)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzzed_plan plan;
	fuzzed_plan_make(&plan, bytes, length);
	if (plan.status == STATUS_OK)
		render(&plan);
	fuzzed_plan_release(&plan);
	return 0;
}

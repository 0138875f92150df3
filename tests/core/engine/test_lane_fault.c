/* Tests that a processor that is made defective in the plan is found, with its lane and the first frame.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "support/rendering.h"
#include "verify/lane_fault.h"
#include "verify/proof_meter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { FRAMES = 9000, FIRST_WRONG = 5000, LOOKAHEAD = 96 };

static const double limit = 1e-10; /* -200 dBFS */

static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = 88172645463325252u + (uint64_t)name[0];
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			columns[i][j] = (double)(state >> 12) * 0x1p-53 - 0.25;
		}
}

/* There is latency before the second compressor, and a boost behind it that makes the fault louder. */
#define RECIPE                                                                                                         \
	"version: 1\nsession: { tail: none }\ntracks:\n  a: { source: a-stereo.wav, stem: first }\n  b: { source: "    \
	"b-stereo.wav, stem: second }\n"                                                                               \
	"outputs:\n  master:\n    inserts:\n      - compressor: { threshold: -20 dB, ratio: 2, lookahead: 96 samples " \
	"}\n"                                                                                                          \
	"      - eq: { bands: [ { type: bell, freq: 1 kHz, gain: 3 dB } ] }\n      - compressor: { threshold: -10 "    \
	"dB, ratio: 3 }\n"                                                                                             \
	"      - eq: { bands: [ { type: bell, freq: 4 kHz, gain: 9 dB } ] }\nprint:\n  mixes:\n    mix: {}\n  stems: " \
	"{}\n"

/* The compressor of line 11, with a lane that is too loud by `excess`. */
static struct {
	const struct processor *right;
	const struct processor_instance *instances;
	void *batch;
	size_t group;
	double excess;
	uint64_t position;
} defect;

static void *defective_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			   size_t count, size_t frames_maximum)
{
	defect.instances = instances;
	defect.position = 0;
	defect.batch = defect.right->batch_new(arena, kernel, instances, count, frames_maximum);
	return defect.batch;
}

static void defective_process(void *batch, size_t start, size_t frames)
{
	const struct processor_instance *instance = &defect.instances[0];
	defect.right->process(batch, start, frames);
	for (size_t channel = 0; channel < instance->shape.channels; channel++)
		for (size_t i = 0; i < frames; i++)
			if (defect.position + i >= FIRST_WRONG + LOOKAHEAD)
				instance->out[defect.group * instance->shape.channels + channel][start + i] *=
					1.0 + defect.excess;
	defect.position += frames;
}

/* Replaces the processor of the step of that line by one that differs only by its defect. */
static void spoil(struct rendering *rendering, unsigned line)
{
	static struct processor defective;
	for (size_t i = 0; i < rendering->plan->step_count; i++) {
		struct step *step = &rendering->plan->steps[i];
		if (step->kind != STEP_PROCESS || rendering->graph->nodes[step->instances[0].node].at.line != line)
			continue;
		cr_assert_eq(step->instance_count, 1);
		defect.right = step->processor;
		defective = *step->processor;
		defective.batch_new = defective_new;
		defective.process = defective_process;
		step->processor = &defective;
		return;
	}
	cr_assert_fail("no step of line %u", line);
}

static struct source *source_of(struct rendering *rendering, const char *name)
{
	double **columns = ARENA_ARRAY(rendering->arena, double *, 2);
	cr_assert_not_null(columns);
	for (size_t i = 0; i < 2; i++)
		columns[i] = ARENA_ARRAY(rendering->arena, double, FRAMES);
	fill(name, columns, 2, FRAMES);
	return memory_source_new((const double *const *)columns, 2, FRAMES, 48000.0);
}

static struct lane_monitor *monitored_run(struct rendering *rendering, struct engine_result *result)
{
	struct source *sources[] = { source_of(rendering, "a-stereo.wav"), source_of(rendering, "b-stereo.wav") };
	struct printer *printers[8];
	struct engine *engine;
	struct lane_monitor *monitor = lane_monitor_new(rendering->graph, limit, rendering->arena);
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.monitor = monitor,
						.block_frames = 700 };
	cr_assert_not_null(monitor);
	for (size_t i = 0; i < rendering->graph->print_count; i++)
		printers[i] = &memory_printer_new(2)->printer;
	cr_assert_eq(engine_new(rendering->plan, sources, printers, &options, rendering->arena, &engine), STATUS_OK);
	cr_assert_eq(engine_run(engine, result), STATUS_OK);
	for (size_t i = 0; i < rendering->graph->print_count; i++)
		printers[i]->free(printers[i]);
	sources[0]->free(sources[0]);
	sources[1]->free(sources[1]);
	return monitor;
}

static void render(struct rendering *rendering)
{
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill };
	cr_assert_eq(rendering_run(RECIPE, &options, rendering), STATUS_OK);
}

Test(lane_fault, names_processor_lane_and_frame)
{
	static const char *const stems[] = { "first", "second" };
	for (size_t i = 0; i < 2; i++) {
		struct rendering rendering;
		struct engine_result result;
		struct lane_fault fault;
		render(&rendering);
		spoil(&rendering, 11);
		defect.group = i + 1;
		defect.excess = 1e-4;
		struct lane_monitor *monitor = monitored_run(&rendering, &result);
		cr_assert_gt(result.residual_peak, 1e-6);
		cr_assert(lane_fault_find(monitor, &fault));
		const struct node *node = &rendering.graph->nodes[fault.node];
		cr_expect_eq(node->at.line, 11, "line %u", node->at.line);
		cr_expect_str_eq(rendering.recipe->stems[fault.stem], stems[i]);
		cr_expect_eq(fault.frame, FIRST_WRONG, "frame %llu", (unsigned long long)fault.frame);
		/* The noise peaks at 0.25; the compressors take a little, the bell gives a little. */
		cr_expect(fault.peak > 1e-4 * 0.1 && fault.peak < 1e-4 * 0.5, "%g", fault.peak);
		const char *text = lane_fault_text(rendering.graph, &fault, &rendering.diagnostics, rendering.arena);
		cr_expect_not_null(strstr(text, "it begins in compressor of \"master\" at test.yaml:11:"), "%s", text);
		cr_expect_not_null(strstr(text, i == 0 ? ", in stem \"first\", with frame 5000 at -"
						       : ", in stem \"second\", with frame 5000 at -"),
				   "%s", text);
		rendering_release(&rendering);
	}
}

/* The first of all inserts is at fault, and its fault goes through all others. */
Test(lane_fault, is_not_what_stands_behind_it)
{
	struct rendering rendering;
	struct engine_result result;
	struct lane_fault fault;
	render(&rendering);
	spoil(&rendering, 9);
	defect.group = 1;
	defect.excess = 1e-6;
	cr_assert(lane_fault_find(monitored_run(&rendering, &result), &fault));
	cr_expect_eq(rendering.graph->nodes[fault.node].at.line, 9);
	cr_expect_eq(fault.frame, FIRST_WRONG, "frame %llu", (unsigned long long)fault.frame);
	rendering_release(&rendering);
}

/* The whole itself is wrong: no lane is more like the residual than another. */
Test(lane_fault, in_the_whole_is_no_lanes)
{
	struct rendering rendering;
	struct engine_result result;
	struct lane_fault fault;
	render(&rendering);
	spoil(&rendering, 11);
	defect.group = 0;
	defect.excess = -2e-4;
	struct lane_monitor *monitor = monitored_run(&rendering, &result);
	cr_assert(lane_fault_find(monitor, &fault));
	cr_expect_eq(rendering.graph->nodes[fault.node].at.line, 11);
	/* Two equal noises are half of it each. */
	cr_expect_eq(fault.stem, RECIPE_NONE);
	rendering_release(&rendering);
}

Test(lane_fault, of_a_sound_plan_there_is_none)
{
	struct rendering rendering;
	struct engine_result result;
	struct lane_fault fault;
	render(&rendering);
	struct lane_monitor *monitor = monitored_run(&rendering, &result);
	size_t monitored = 0;
	for (size_t i = 0; i < rendering.graph->node_count; i++) {
		monitored += monitor->nodes[i].out.whole_squares > 1.0 && monitor->nodes[i].in.whole_squares > 1.0;
		cr_expect_leq(monitor->nodes[i].out.residual_peak, 1e-14);
	}
	cr_expect_eq(monitored, 4);
	cr_expect_not(lane_fault_find(monitor, &fault));
	rendering_release(&rendering);
}

/* Tests that a block may begin while the one before it is still read: its columns have a copy of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "engine/dependence.h"
#include "support/processor_harness.h"
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <string.h>

enum { FRAMES = 20000, SOURCES_MAXIMUM = 8 };

/* All kinds of steps: gains that move, a loop, a key, alignment, a fork, rounded stems, taps that are printed. */
static const char yaml[] =
	"version: 1\ntracks:\n"
	"  kick: { source: a.wav, output: drums, sends: [ { to: echo } ], automation: { fader: [ { at: 0 s, value: 0 "
	"dB }, "
	"{ at: 0.2 s, value: -9 dB } ] } }\n"
	"  bass: { source: b-stereo.wav, stem: bass, output: master,\n"
	"          inserts: [ compressor: { key: kick, lookahead: 5 ms } ] }\n"
	"buses:\n  drums: { stem: drums, output: master, inserts: [ parallel: { chains: [ { name: dry, inserts: [] }, "
	"{ name: "
	"wet, inserts: [ saturation: { drive: 6 dB } ], level: -9 dB } ] }, swap ] }\n"
	"auxes:\n  echo: { output: master, inserts: [ delay: { time: 20 ms, feedback: 30 % }, chorus: {} ], "
	"sends: [ { to: echo, level: -9 dB, feedback: { delay: 50 ms } } ] }\n"
	"outputs:\n  master: { inserts: [ eq: { bands: [ { type: bell, freq: 1 kHz, automation: { gain: [ { at: 9 ms, "
	"value: 3 dB } ] } } ] }, limiter: {} ] }\n"
	"print:\n  format: { encoding: pcm16 }\n  sum: exact\n  mixes: { mix: { of: master } }\n  stems: { of: master "
	"}\n";

static void fill_noise(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = (uint64_t)(unsigned char)name[0] * 1000;
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++)
			columns[i][j] = 0.5 * harness_noise(&state);
}

/* Builds the operations of the recipe for that many workers, and what they need. The rendering's arena has them. */
static struct operations build(struct rendering *rendering, size_t shares, size_t block, struct pipeline_task **needs)
{
	static struct source *sources[SOURCES_MAXIMUM];
	static struct printer *printers[SOURCES_MAXIMUM];
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill_noise };
	const struct engine_options shared = { .kernel = kernel_select(NULL), .shares = shares, .block_frames = block };
	struct operations operations;
	cr_assert_eq(rendering_run(yaml, &options, rendering), STATUS_OK);
	const struct plan *plan = rendering->plan;
	cr_assert_eq(operations_build(plan, sources, printers, &shared, 0, rendering->arena, &operations), STATUS_OK);
	*needs = ARENA_ARRAY(rendering->arena, struct pipeline_task, operations.count);
	cr_assert_eq(dependence_find(&operations, plan->slot_count, rendering->arena, *needs), STATUS_OK);
	return operations;
}

static bool hands_over_more(enum step_kind kind)
{
	return kind == STEP_GAINS || kind == STEP_RETURN || kind == STEP_FEED;
}

/* Gains and loops hand over more than columns. All else waits for the block before the last one. */
static void expect_distances(size_t shares, size_t copies)
{
	struct rendering rendering;
	struct pipeline_task *needs;
	const struct operations operations = build(&rendering, shares, 0, &needs);
	size_t near = 0, far = 0;
	cr_expect_eq(operations.shape.copies, copies, "%zu workers", shares);
	for (size_t i = 0; i < operations.count; i++)
		for (size_t k = 0; k < needs[i].need_count; k++) {
			const struct pipeline_need *need = &needs[i].needs[k];
			const enum step_kind kind = operations.items[i].kind;
			near += need->distance == 1;
			far += need->distance == 2;
			cr_expect(need->distance != 1 || copies == 1 || hands_over_more(kind));
			cr_expect(need->distance != 2 || copies == 2);
			cr_expect(!hands_over_more(kind) || need->distance < 2);
		}
	cr_expect(near > 0 && (far > 0) == (copies == 2), "%zu workers: %zu and %zu", shares, near, far);
	rendering_release(&rendering);
}

Test(column_copies, more_than_two_workers_have_two)
{
	expect_distances(1, 1);
	expect_distances(2, 1);
	expect_distances(3, 2);
	expect_distances(16, 2);
}

/* Both copies of a column, and all columns, lie apart. */
Test(column_copies, do_not_overlap)
{
	struct rendering rendering;
	struct pipeline_task *needs;
	const struct operations operations = build(&rendering, 3, 1000, &needs);
	const struct block_shape *shape = &operations.shape;
	cr_assert_eq(shape->frames, 1000);
	cr_expect_geq(shape->copy_stride, shape->frames);
	cr_expect_geq(shape->stride, 2 * shape->copy_stride);
	for (size_t i = 0; i < operations.count; i++) {
		const struct operation *operation = &operations.items[i];
		for (size_t k = 0; k < operation->in_count; k++)
			cr_expect_eq(operation->in[1][k] - operation->in[0][k], (ptrdiff_t)shape->copy_stride);
		for (size_t k = 0; k < operation->out_count; k++)
			cr_expect_eq(operation->out[1][k] - operation->out[0][k], (ptrdiff_t)shape->copy_stride);
	}
	rendering_release(&rendering);
}

Test(column_copies, change_no_bit)
{
	static const size_t blocks[] = { 64, 333, 0, 1024 };
	struct rendering_options options = { .source_frames = FRAMES, .fill = fill_noise };
	struct rendering alone, shared;
	cr_assert_eq(rendering_run(yaml, &options, &alone), STATUS_OK);
	for (size_t turn = 0; turn < 12; turn++) {
		options.workers = 3 + turn % 6;
		options.block_frames = blocks[turn % 4];
		cr_assert_eq(rendering_run(yaml, &options, &shared), STATUS_OK);
		for (size_t k = 0; k < alone.graph->print_count; k++) {
			const struct memory_printer *one = alone.prints[k], *other = shared.prints[k];
			cr_assert_eq(one->frames, other->frames);
			for (size_t channel = 0; channel < one->printer.channels; channel++)
				cr_expect_arr_eq(one->columns[channel], other->columns[channel],
						 one->frames * sizeof(double), "print %zu of %zu workers", k,
						 options.workers);
		}
		rendering_release(&shared);
	}
	rendering_release(&alone);
}

/* Tests that a block may begin while the one before it is still read: its columns have a copy of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/engine/layout.h"

#include <criterion/criterion.h>

/* It has all kinds of steps: gains that move, a loop, a key, alignment, an opaque insert, rounded stems ... */
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
	"value: 3 dB } ] } } ] }, tape: { stems: residue }, limiter: {} ] }\n"
	"print:\n  format: { encoding: pcm16 }\n  sum: exact\n  mixes: { mix: { of: master } }\n  stems: { of: master "
	"}\n";

static bool hands_over_more(enum step_kind kind)
{
	return kind == STEP_GAINS || kind == STEP_RETURN || kind == STEP_FEED;
}

/* Gains and loops hand over more than columns. All else waits for the block before the last one. */
static void expect_distances(size_t shares, size_t copies)
{
	struct layout layout = layout_of(yaml, shares, 0);
	const struct operations *operations = &layout.operations;
	size_t near = 0, far = 0;
	cr_expect_eq(operations->shape.copies, copies, "%zu workers", shares);
	for (size_t i = 0; i < operations->count; i++)
		for (size_t k = 0; k < layout.needs[i].need_count; k++) {
			const struct pipeline_need *need = &layout.needs[i].needs[k];
			const enum step_kind kind = operations->items[i].kind;
			near += need->distance == 1;
			far += need->distance == 2;
			cr_expect(need->distance != 1 || copies == 1 || hands_over_more(kind));
			cr_expect(need->distance != 2 || copies == 2);
			cr_expect(!hands_over_more(kind) || need->distance < 2);
		}
	cr_expect(near > 0 && (far > 0) == (copies == 2), "%zu workers: %zu and %zu", shares, near, far);
	rendering_release(&layout.rendering);
}

Test(column_copies, are_of_all_kinds_of_steps)
{
	struct layout layout = layout_of(yaml, 3, 0);
	size_t counts[STEP_PROOF + 1] = { 0 };
	for (size_t i = 0; i < layout.operations.count; i++)
		counts[layout.operations.items[i].kind]++;
	for (size_t kind = 0; kind <= STEP_PROOF; kind++)
		cr_expect_gt(counts[kind], 0, "no step has kind %zu", kind);
	rendering_release(&layout.rendering);
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
	struct layout layout = layout_of(yaml, 3, 1000);
	const struct operations *operations = &layout.operations;
	const struct block_shape *shape = &operations->shape;
	cr_assert_eq(shape->frames, 1000);
	cr_expect_geq(shape->copy_stride, shape->frames);
	cr_expect_geq(shape->stride, 2 * shape->copy_stride);
	for (size_t i = 0; i < operations->count; i++) {
		const struct operation *operation = &operations->items[i];
		for (size_t k = 0; k < operation->in_count; k++)
			cr_expect_eq(operation->in[1][k] - operation->in[0][k], (ptrdiff_t)shape->copy_stride);
		for (size_t k = 0; k < operation->out_count; k++)
			cr_expect_eq(operation->out[1][k] - operation->out[0][k], (ptrdiff_t)shape->copy_stride);
	}
	rendering_release(&layout.rendering);
}

Test(column_copies, change_no_bit)
{
	static const size_t blocks[] = { 64, 333, 0, 1024 };
	struct rendering_options options = { .source_frames = LAYOUT_FRAMES, .fill = layout_noise };
	struct rendering alone, shared;
	cr_assert_eq(rendering_run(yaml, &options, &alone), STATUS_OK);
	for (size_t turn = 0; turn < 12; turn++) {
		options.workers = 3 + turn % 6;
		options.block_frames = blocks[turn % 4];
		cr_assert_eq(rendering_run(yaml, &options, &shared), STATUS_OK);
		for (size_t k = 0; k < alone.graph->print_count; k++)
			cr_expect(rendering_is_alike(&alone, k, &shared), "print %zu, %zu workers", k, options.workers);
		rendering_release(&shared);
	}
	rendering_release(&alone);
}

/* Columns for which two copies are over 4 GiB have one, and work as with few workers. */
Test(column_copies, need_room)
{
	struct graph graph = { 0 };
	struct plan plan = { .graph = &graph, .slot_count = 3000 };
	const size_t longest = ENGINE_BLOCK_FRAMES_MAXIMUM;
	const size_t most = ((size_t)4 << 30) / sizeof(double) / block_shape_of(&plan, longest, 3).stride;
	cr_expect_eq(block_shape_of(&plan, longest, 3).copies, 2);
	plan.slot_count = most;
	cr_expect_eq(block_shape_of(&plan, longest, 3).copies, 2);
	plan.slot_count = most + 1;
	cr_expect_eq(block_shape_of(&plan, longest, 3).copies, 1);
	cr_expect_eq(block_shape_of(&plan, longest, 3).frames, longest);
}

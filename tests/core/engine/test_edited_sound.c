/* Tests joined and faded versions of a sound against a sum that is written out here.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/edited_sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { FRAMES = 30000, CHANNELS = 2 };

/* A sound whose samples are a formula. It is over after FRAMES frames. */
static double sample_of(uint64_t frame, size_t channel)
{
	return frame < FRAMES ? sin(0.37 * (double)frame + (double)channel) + 1e-4 * (double)frame : 0.0;
}

static enum status read_formula(struct stored_sound *sound, uint64_t first, double *const *columns, size_t frames)
{
	for (size_t i = 0; i < sound->channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			columns[i][frame] = sample_of(first + frame, i);
	return STATUS_OK;
}

static struct stored_sound formula = {
	.sample_rate = 48000.0, .channels = CHANNELS, .frames = FRAMES, .read = read_formula, .name = "formula"
};

static const struct edit_part parts[] = {
	{ .from = 100, .at = 0, .frames = 5000 },
	{ .from = 20000, .at = 5000, .frames = 3000, .crossfade = { 5000, FADE_EQUAL_POWER } },
	{ .from = 700, .at = 8000, .frames = 1 },
	{ .from = 9000, .at = 8001, .frames = 4999, .crossfade = { 1, FADE_LINEAR } },
	{ .from = 29000, .at = 13000, .frames = 7000, .crossfade = { 777, FADE_S_CURVE } },
};

static const struct edit edit = { .parts = parts,
				  .part_count = 5,
				  .frames = 20000,
				  .fade_in = { 6000, FADE_SLOW_START },
				  .fade_out = { 5000, FADE_LINEAR } };

static double curve(enum fade_shape shape, double x)
{
	if (shape == FADE_EQUAL_POWER)
		return sin(asin(1.0) * x);
	if (shape == FADE_S_CURVE)
		return x * x * (3.0 - 2.0 * x);
	return shape == FADE_SLOW_START ? x * x : x;
}

/* Adds what a part brings to a frame: its own sound, from the start of its crossfade to the end of that of the next
   part, by the gains there. */
static double share_of(size_t index, uint64_t frame, size_t channel)
{
	const struct edit_part *part = &parts[index];
	const struct edit_fade *in = &part->crossfade;
	const struct edit_fade *out = index < 4 ? &parts[index + 1].crossfade : &(struct edit_fade){ 0 };
	const uint64_t end = part->at + part->frames;
	if (frame + in->frames < part->at || frame >= end)
		return 0.0;
	double gain = 1.0;
	if (frame < part->at)
		gain = curve(in->shape, (double)(frame + in->frames - part->at) / (double)in->frames);
	else if (frame + out->frames >= end)
		gain = curve(out->shape, (double)(end - frame) / (double)out->frames);
	return gain * sample_of(part->from + frame - part->at, channel);
}

static double expected(uint64_t frame, size_t channel)
{
	if (frame >= 20000)
		return 0.0;
	double sum = 0.0;
	for (size_t i = 0; i < 5; i++)
		sum += share_of(i, frame, channel);
	if (frame < 6000)
		sum *= curve(FADE_SLOW_START, (double)frame / 6000.0);
	if (frame >= 15000)
		sum *= (double)(20000 - frame) / 5000.0;
	return sum;
}

/* Reads from any frame on, in blocks of any length. */
static void check_reads(size_t step, size_t block)
{
	struct arena *arena = arena_new();
	struct stored_sound *sound = edited_sound_new(&formula, &edit, arena);
	double **columns = stored_sound_columns(arena, CHANNELS);
	cr_assert(sound && columns);
	cr_assert_eq(sound->frames, 20000);
	for (uint64_t first = 0; first < 20500; first += step) {
		cr_assert_eq(sound->read(sound, first, columns, block), STATUS_OK);
		for (size_t i = 0; i < CHANNELS; i++)
			for (size_t frame = 0; frame < block; frame++)
				cr_assert_float_eq(columns[i][frame], expected(first + frame, i), 1e-14,
						   "frame %zu of channel %zu: %.17g", (size_t)first + frame, i,
						   columns[i][frame]);
	}
	arena_free(arena);
}

Test(edited_sound, is_the_sum_of_its_parts)
{
	check_reads(STORED_SOUND_FRAMES, STORED_SOUND_FRAMES);
	check_reads(997, 997);
	check_reads(311, 400);
	cr_expect_eq(edit_layers(&edit), 2);
	cr_expect_eq(edit_layers(&(struct edit){ .parts = parts, .part_count = 1, .frames = 5000 }), 1);
}

/* Parts that follow each other in the sound join without a seam. */
Test(edited_sound, joins_what_was_one)
{
	static const struct edit_part halves[] = { { .from = 50, .frames = 1000 },
						   { .from = 1050, .at = 1000, .frames = 1000 } };
	struct arena *arena = arena_new();
	struct stored_sound *sound =
		edited_sound_new(&formula, &(struct edit){ .parts = halves, .part_count = 2, .frames = 2000 }, arena);
	double **columns = stored_sound_columns(arena, CHANNELS);
	cr_assert(sound && columns);
	cr_assert_eq(sound->read(sound, 0, columns, 2000), STATUS_OK);
	for (size_t frame = 0; frame < 2000; frame++)
		cr_assert_eq(columns[1][frame], sample_of(50 + frame, 1));
	arena_free(arena);
}

/* stemprint tests: the overview of a waveform, against a look at every single frame.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/waveform.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Makes a signal that has no two equal frames, and peaks anywhere. */
static double sample(uint64_t frame, size_t channel)
{
	uint64_t mixed = (frame * 2 + channel + 1) * 0x9E3779B97F4A7C15ull;
	mixed ^= mixed >> 29;
	return (double)(int64_t)(mixed * 0xBF58476D1CE4E5B9ull) * 0x1p-63 * sin(1e-4 * (double)frame);
}

struct summary {
	double lowest, highest, squares;
	uint64_t samples;
};

/* Finds the column of each frame by the definition. */
static struct summary *summarise(uint64_t frames, size_t channels, size_t columns)
{
	struct summary *summaries = calloc(columns, sizeof *summaries);
	size_t column = 0;
	for (uint64_t frame = 0; frame < frames; frame++) {
		while ((column + 1) * frames / columns <= frame)
			column++;
		for (size_t channel = 0; channel < channels; channel++) {
			struct summary *at = &summaries[column];
			double value = sample(frame, channel);
			at->lowest = at->samples == 0 ? value : fmin(at->lowest, value);
			at->highest = at->samples == 0 ? value : fmax(at->highest, value);
			at->squares += value * value;
			at->samples++;
		}
	}
	return summaries;
}

static void expect_like(uint64_t frames, size_t channels, size_t block)
{
	enum { BLOCK_MAXIMUM = 4096 };
	static double samples[2][BLOCK_MAXIMUM];
	const double *const columns[] = { samples[0], samples[1] };
	struct arena *arena = arena_new();
	struct waveform *waveform = waveform_new(arena, frames, channels);
	cr_assert(waveform);
	for (uint64_t frame = 0; frame < frames; frame += block) {
		size_t count = frames - frame < block ? (size_t)(frames - frame) : block;
		for (size_t channel = 0; channel < channels; channel++)
			for (size_t i = 0; i < count; i++)
				samples[channel][i] = sample(frame + i, channel);
		waveform_add(waveform, columns, count);
	}
	struct summary *expected = summarise(frames, channels, waveform->columns);
	for (size_t i = 0; i < waveform->columns; i++) {
		cr_assert_eq(waveform->lowest[i], expected[i].lowest, "%zu of %zu", i, waveform->columns);
		cr_assert_eq(waveform->highest[i], expected[i].highest);
		double rms = sqrt(expected[i].squares / (double)expected[i].samples);
		cr_assert_float_eq(waveform_rms(waveform, i), rms, 1e-12);
	}
	free(expected);
	arena_free(arena);
}

Test(waveform, is_that_of_every_frame)
{
	static const uint64_t lengths[] = { 1, 7, 999, 1000, 1001, 1999, 48000, 100003 };
	static const size_t blocks[] = { 1, 3, 777, 4096 };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
			expect_like(lengths[i], 1 + i % 2, blocks[k]);
}

Test(waveform, of_nothing_has_no_columns)
{
	struct arena *arena = arena_new();
	struct waveform *waveform = waveform_new(arena, 0, 2);
	const double *const columns[] = { (double[]){ 1.0 }, (double[]){ 1.0 } };
	waveform_add(waveform, columns, 1);
	cr_assert_eq(waveform->columns, 0);
	arena_free(arena);
}

/* In a year at 384 kHz products of frames and columns do not fit into 64 bits, and no column is lost. */
Test(waveform, of_any_length_keeps_its_columns)
{
	struct arena *arena = arena_new();
	struct waveform *waveform = waveform_new(arena, UINT64_MAX / 2, 1);
	const double *const columns[] = { (double[]){ 0.5 } };
	waveform->heard = UINT64_MAX / 2 - 1;
	waveform_add(waveform, columns, 1);
	cr_assert_eq(waveform->highest[WAVEFORM_COLUMNS - 1], 0.5);
	arena_free(arena);
}

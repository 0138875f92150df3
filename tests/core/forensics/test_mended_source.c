/* Tests that a fault is taken away from a file as its formula says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/mended_source.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { FRAMES = 30000, CHANNELS = 2 };

static const double pi = 3.14159265358979323846;

static double columns[CHANNELS][FRAMES], result[CHANNELS][FRAMES];

/* Two tones that fade in and out, so that the edges hold nothing. */
static double sound(size_t channel, double frame)
{
	const double middle = (frame - 0.5 * FRAMES) / (0.1 * FRAMES);
	return exp(-middle * middle) * (sin(0.05 * frame) + 0.3 * sin((2.0 + 0.3 * (double)channel) * frame));
}

static void mend(const struct mend *how, struct arena *arena)
{
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			columns[channel][i] = sound(channel, (double)i);
	struct source *source =
		memory_source_new((const double *const[]){ columns[0], columns[1] }, CHANNELS, FRAMES, 48000.0);
	struct source *mended = mended_source_new(arena, source, how);
	cr_assert_not_null(mended);
	for (int pass = 0; pass < 2; pass++) {
		cr_assert_eq(mended->rewind(mended), STATUS_OK);
		for (size_t done = 0, count, part = 1; done < FRAMES; done += count, part = part * 7 % 6001) {
			count = FRAMES - done < part ? FRAMES - done : part;
			double *places[CHANNELS] = { result[0] + done, result[1] + done };
			cr_assert_eq(mended->read(mended, places, count), STATUS_OK);
		}
	}
	source->free(source);
}

static void expect_sound(double gain, double delay, double tolerance)
{
	double worst = 0.0;
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			worst = fmax(worst, fabs(result[channel][i] - gain * sound(channel, (double)i - delay)));
	cr_expect_lt(worst, tolerance, "gain %g, delay %g: off by %g", gain, delay, worst);
}

/* The tone of 2.3 radians lies at 0.73 of half the rate. */
Test(mended_source, delays_by_any_part_of_a_frame)
{
	static const double delays[] = { 0.0, 3.0, -7.0, 480.0, -2400.0, 0.3, -0.5, 5000.25, -300.75 };
	for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
		struct arena *arena = arena_new();
		bool done = true;
		const struct mend how = mend_gain_delay(-0.5, delays[i], arena, &done);
		cr_assert(done);
		mend(&how, arena);
		expect_sound(-0.5, delays[i], 2e-6);
		arena_free(arena);
	}
}

Test(mended_source, turns_channels_adds_constants_and_silences)
{
	static const double matrix[] = { 0.0, 1.0, 0.5, 0.25 }, constant[] = { 0.125, -0.25 };
	struct arena *arena = arena_new();
	struct mend how = mend_none();
	how.matrix = matrix;
	how.constant = constant;
	how.silent_from = 10000;
	how.silent_to = 15001;
	mend(&how, arena);
	for (size_t i = 0; i < FRAMES; i++) {
		const bool silent = i >= 10000 && i < 15001;
		const double left = sound(0, (double)i), right = sound(1, (double)i);
		cr_assert_float_eq(result[0][i], silent ? 0.0 : right + 0.125, 1e-12);
		cr_assert_float_eq(result[1][i], silent ? 0.0 : 0.5 * left + 0.25 * right - 0.25, 1e-12);
	}
	arena_free(arena);
}

/* The oracle is the sum of products in time. */
Test(mended_source, filters)
{
	enum { TAPS = 3000 };
	static double response[TAPS];
	for (size_t k = 0; k < TAPS; k++)
		response[k] = 0.02 * cos(2.0 * pi * 0.013 * (double)k) * exp(-(double)k / 500.0);
	struct arena *arena = arena_new();
	struct mend how = mend_none();
	how.response = response;
	how.taps = TAPS;
	how.later = -100;
	mend(&how, arena);
	for (size_t i = 0; i < FRAMES - 100; i += 97) {
		double sum = 0.0;
		for (size_t k = 0; k < TAPS && k <= i + 100; k++)
			sum += response[k] * columns[1][i + 100 - k];
		cr_assert_float_eq(result[1][i], sum, 1e-12, "frame %zu", i);
	}
	arena_free(arena);
}

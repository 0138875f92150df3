/* Tests the flanger against combs by formula, standing and sweeping.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "modulation_take.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define RATE 48000.0

static struct modulation_take standing(double frames, double feedback, const char *polarity, double mix)
{
	struct modulation_take take = modulation_take_new("flanger", 1);
	modulation_take_set(&take, "delay", frames / RATE);
	modulation_take_set(&take, "depth", 0.0);
	modulation_take_set(&take, "rate", 0.01);
	modulation_take_set(&take, "feedback", feedback);
	modulation_take_choose(&take, "polarity", polarity);
	modulation_take_set(&take, "mix", mix);
	return take;
}

/* C11 has CMPLX(), which not every compiler finds. */
static double complex complex_of(double real, double imaginary)
{
	return real + imaginary * (double complex)I;
}

/* Returns the response of the comb: the dry sound, and the line with its feedback. */
static double comb(double hertz, double frames, double feedback, double dry, double wet)
{
	const double angle = 2.0 * (double)TAKE_PI * hertz / RATE * frames;
	const double complex late = complex_of(cos(angle), -sin(angle));
	return cabs(dry + wet * late / (1.0 - feedback * late));
}

/* The test looks at peaks, notches and what is between them, at delays between samples. */
Test(flanger, comb_at_standstill)
{
	static const struct {
		double frames, feedback;
		const char *polarity;
		double mix;
	} rows[] = { { 24, 0, "normal", 0.5 },        { 48.37, 0, "normal", 0.5 },   { 48.37, 0, "inverted", 0.5 },
		     { 100.71, 0.9, "normal", 0.5 },  { 31.4, -0.7, "normal", 0.5 }, { 77.7, 0.6, "inverted", 0.3 },
		     { 200.25, -0.95, "normal", 1.0 } };
	static const double ratios[] = { 0.01, 0.25, 0.5, 0.77, 1.0, 1.5, 3.25, 4.5, 6.0 };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take =
			standing(rows[row].frames, rows[row].feedback, rows[row].polarity, rows[row].mix);
		const double wet = rows[row].polarity[0] == 'i' ? -rows[row].mix : rows[row].mix;
		for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
			const double hertz = ratios[i] * RATE / rows[row].frames;
			if (hertz < 100.0 || hertz > 18000.0)
				continue;
			const size_t settled = 40000;
			double **out = modulation_take_sine(&take, hertz, settled + 12000);
			const double found = modulation_take_amplitude(out[0], settled, settled + 12000, hertz, RATE);
			const double expected =
				comb(hertz, rows[row].frames, rows[row].feedback, 1.0 - rows[row].mix, wet);
			cr_expect_float_eq(found, expected, 2e-4 * (1.0 + expected), "row %zu, %g Hz: %.6f, not %.6f",
					   row, hertz, found, expected);
			free(out);
		}
		cr_expect_eq(take.shape.latency, 0);
		modulation_take_release(&take);
	}
}

/* Without feedback the notches, at odd multiples of 1 / (2 d), are as deep as the interpolation is accurate. */
Test(flanger, notches_are_deep)
{
	for (int inverted = 0; inverted < 2; inverted++)
		for (double ratio = 0.5; ratio < 10.0; ratio += 1.0) {
			const double frames = 36.61;
			const double hertz = (ratio + 0.5 * inverted) * RATE / frames;
			struct modulation_take take = standing(frames, 0.0, inverted ? "inverted" : "normal", 0.5);
			double **out = modulation_take_sine(&take, hertz, 30000);
			const double found = modulation_take_amplitude(out[0], 10000, 30000, hertz, RATE);
			cr_expect_leq(20.0 * log10(found), -100.0, "%s, %g Hz: %.1f dB",
				      inverted ? "inverted" : "normal", hertz, 20.0 * log10(found));
			free(out);
			modulation_take_release(&take);
		}
}

/* The test computes the delayed sine sample by sample, at 0.5 Hz over 4 ms. */
Test(flanger, sweeps_by_the_formula)
{
	enum { FRAMES = 96000 };
	static const struct {
		double hertz, limit_db;
	} rows[] = { { 200, -100 }, { 1000, -100 }, { 5000, -100 }, { 12000, -100 }, { 18000, -100 } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take = modulation_take_new("flanger", 1);
		modulation_take_set(&take, "delay", 0.0005);
		modulation_take_set(&take, "depth", 0.004);
		modulation_take_set(&take, "rate", 0.5);
		modulation_take_set(&take, "feedback", 0.0);
		modulation_take_set(&take, "mix", 1.0);
		double **out = modulation_take_sine(&take, rows[row].hertz, FRAMES);
		double wrong = 0.0;
		for (size_t i = 1000; i < FRAMES; i++) {
			const double delay = 24.0 + 96.0 * (1.0 + sin((double)TAKE_PI * (double)i / RATE));
			const double expected =
				sin(2.0 * (double)TAKE_PI * rows[row].hertz / RATE * ((double)i - delay));
			wrong += (out[0][i] - expected) * (out[0][i] - expected);
		}
		const double found = 10.0 * log10(2.0 * wrong / (FRAMES - 1000));
		cr_expect_leq(found, rows[row].limit_db, "%g Hz: %.1f dB", rows[row].hertz, found);
		free(out);
		modulation_take_release(&take);
	}
}

/* The dry sound is late by exactly the latency, and the delayed sound crosses it where the shape goes through its
   middle. When inverted, there is silence in that frame, and nowhere else for long. */
Test(flanger, goes_through_zero)
{
	enum { FRAMES = 48000 };
	struct modulation_take take = modulation_take_new("flanger", 1);
	modulation_take_set(&take, "through_zero", 1.0);
	modulation_take_set(&take, "delay", 0.00087);
	modulation_take_set(&take, "depth", 0.0041);
	modulation_take_set(&take, "rate", 2.0);
	modulation_take_set(&take, "feedback", 0.0);
	modulation_take_set(&take, "mix", 0.0);
	double **in = modulation_take_noise(1, FRAMES);
	double **out = modulation_take_render(&take, in, FRAMES);
	const size_t latency = take.shape.latency;
	cr_expect_eq(latency, (size_t)ceil((0.00087 + 0.0041 / 2.0) * RATE));
	cr_expect_eq(modulation_take_difference(out[0] + latency, in[0], FRAMES - latency), 0.0);
	free(out);
	modulation_take_set(&take, "mix", 0.5);
	modulation_take_choose(&take, "polarity", "inverted");
	out = modulation_take_render(&take, in, FRAMES);
	for (size_t crossing = 12000; crossing < FRAMES; crossing += 12000) {
		cr_expect_leq(fabs(out[0][crossing]), 1e-9, "at %zu: %g", crossing, out[0][crossing]);
		cr_expect_gt(harness_peak(out[0] + crossing - 3000, 100), 0.3);
	}
	free(out);
	free(in);
	modulation_take_release(&take);
}

/* The channels of a stereo signal move half a turn apart: one is where the other was. */
Test(flanger, phase_sets_channels_apart)
{
	enum { FRAMES = 48000, HALF = 6000 };
	struct modulation_take take = modulation_take_new("flanger", 2);
	modulation_take_set(&take, "rate", 4.0);
	modulation_take_set(&take, "phase", 180.0);
	modulation_take_set(&take, "mix", 1.0);
	double **in = harness_columns(2, FRAMES);
	for (size_t channel = 0; channel < 2; channel++)
		for (size_t i = 0; i < FRAMES; i++) /* a period of half a turn */
			in[channel][i] = sin(2.0 * (double)TAKE_PI * (double)(40 * i % HALF) / HALF);
	double **out = modulation_take_render(&take, in, FRAMES);
	cr_expect_gt(modulation_take_difference(out[0] + 20000, out[1] + 20000, FRAMES - 20000), 0.1);
	cr_expect_leq(modulation_take_difference(out[0] + 20000 + HALF, out[1] + 20000, FRAMES - 20000 - HALF), 1e-9);
	free(out);
	free(in);
	modulation_take_release(&take);
}

Test(flanger, stays_where_the_session_is)
{
	static const char *const words[] = { "sine", "triangle", "random" };
	for (size_t i = 0; i < 6; i++) {
		struct modulation_take take = modulation_take_new("flanger", 2);
		modulation_take_choose(&take, "shape", words[i % 3]);
		modulation_take_set(&take, "rate", 8.1);
		modulation_take_set(&take, "phase", 70);
		modulation_take_set(&take, "feedback", i < 3 ? 0.8 : 0.0);
		modulation_take_set(&take, "through_zero", i % 2 == 0 ? 1.0 : 0.0);
		modulation_take_expect_lock(&take);
		modulation_take_expect_seed(&take, i % 3 == 2);
		modulation_take_release(&take);
	}
}

/* Rate, depth and feedback are at their ends under ten seconds of noise: nothing grows. */
Test(flanger, holds_at_the_ends_of_its_ranges)
{
	enum { FRAMES = 480000 };
	static const double rates[][2] = { { 100.0, 0.00159 }, { 15.9, 0.01 }, { 40.0, 0.0039 } };
	double **in = modulation_take_noise(1, FRAMES);
	for (size_t row = 0; row < 6; row++) {
		struct modulation_take take = modulation_take_new("flanger", 1);
		modulation_take_set(&take, "rate", rates[row / 2][0]);
		modulation_take_set(&take, "depth", rates[row / 2][1]);
		modulation_take_set(&take, "delay", 0.0001);
		modulation_take_set(&take, "feedback", row % 2 == 0 ? 0.95 : -0.95);
		modulation_take_set(&take, "mix", 1.0);
		double **out = modulation_take_render(&take, in, FRAMES);
		cr_expect_leq(harness_peak(out[0], FRAMES), 20.0, "row %zu: %g", row, harness_peak(out[0], FRAMES));
		free(out);
		modulation_take_release(&take);
	}
	free(in);
}

Test(flanger, refusals)
{
	struct modulation_take take = modulation_take_new("flanger", 1);
	modulation_take_set(&take, "depth", 0.01);
	modulation_take_set(&take, "rate", 16.0);
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'depth' at this rate bends the pitch by more than half; lower it, or slow it down");
	modulation_take_set(&take, "rate", 1.0);
	cr_expect_null(modulation_take_problem(&take));
	modulation_take_set(&take, "delay", 0.0001);
	take.context.sample_rate = 32000.0;
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'delay' is under 4 samples at this sample rate; make it longer");
	modulation_take_release(&take);
}

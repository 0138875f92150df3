/* stemprint tests: gains against noise by their formula, and the floor of noise of known power.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/noise_floor.h"
#include "dsp/noise_gain.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>

enum { BINS = 512, SPECTRA = 1200 };

/* E1(x) as the integral of e^-x u / u from 1 on, by Simpson's rule over t = ln(u). */
static double exponential_integral(double x)
{
	enum { STEPS = 20000 };
	const double top = log(1.0 + 60.0 / x), step = top / STEPS;
	double sum = 0.0;
	for (int i = 0; i <= STEPS; i++)
		sum += (i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * exp(-x * exp(step * i));
	return sum * step / 3.0;
}

Test(noise_gain, boost_is_that_of_the_formula)
{
	struct arena *arena = arena_new();
	const struct noise_gain_table *table = noise_gain_table_new(arena);
	for (double v = 1e-6; v < 60.0; v *= 1.37) {
		const double expected = exp(0.5 * exponential_integral(v));
		cr_expect_float_eq(noise_gain_boost(table, v), expected, 0.001 * expected, "%g: %g, not %g", v,
				   noise_gain_boost(table, v), expected);
	}
	cr_expect_eq(noise_gain_boost(table, 64.0), 1.0);
	cr_expect_eq(noise_gain_boost(table, (double)INFINITY), 1.0);
	cr_expect_eq(noise_gain_boost(table, 0.0), noise_gain_boost(table, 1e-9));
	arena_free(arena);
}

/* Without smoothing xi is g - 1, so the formula is closed. */
Test(noise_gain, gain_is_that_of_the_formula)
{
	static const double ratios[] = { 1.5, 2.0, 4.0, 10.0, 100.0 };
	struct arena *arena = arena_new();
	const struct noise_gain_table *table = noise_gain_table_new(arena);
	for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
		const double power = 2.0 * ratios[i] * 1e-6, noise = 1e-6, xi = ratios[i] - 1.0;
		double kept = 0.0, gain;
		noise_gain(table, &power, &noise, 2.0, &kept, &gain, 1, 0.0, 0.0);
		const double expected =
			fmin(1.0, xi / (1.0 + xi) * exp(0.5 * exponential_integral(ratios[i] * xi / (1.0 + xi))));
		cr_expect_float_eq(gain, expected, 0.001, "%g: %g, not %g", ratios[i], gain, expected);
		cr_expect_float_eq(kept, gain * gain * power, 1e-15);
	}
	arena_free(arena);
}

Test(noise_gain, without_noise_is_one_and_never_under_the_least)
{
	struct arena *arena = arena_new();
	const struct noise_gain_table *table = noise_gain_table_new(arena);
	const double power[] = { 1.0, 0.5 }, noise[] = { 0.0, 1.0 };
	double kept[2] = { 0.0 }, gains[2];
	noise_gain(table, power, noise, 1.0, kept, gains, 2, 0.98, 0.25);
	cr_expect_eq(gains[0], 1.0);
	cr_expect_eq(gains[1], 0.25);
	arena_free(arena);
}

/* A spectrum of noise: the power of a bin is distributed exponentially. Each spectrum shares three quarters with the
   one before, as windows do that overlap so far. */
static void next_spectrum(double real[BINS], double imaginary[BINS], double *power, uint64_t *seed)
{
	for (size_t i = 0; i < BINS; i++) {
		double sums[2] = { 0.0, 0.0 };
		for (int k = 0; k < 8; k++)
			sums[k % 2] += harness_noise(seed) * sqrt(3.0 / 4.0);
		real[i] = 0.66 * real[i] + sqrt(1.0 - 0.66 * 0.66) * sums[0];
		imaginary[i] = 0.66 * imaginary[i] + sqrt(1.0 - 0.66 * 0.66) * sums[1];
		power[i] = 0.5 * (real[i] * real[i] + imaginary[i] * imaginary[i]);
	}
}

static double mean_db(const double *values)
{
	double sum = 0.0;
	for (size_t i = 0; i < BINS; i++)
		sum += values[i];
	return 10.0 * log10(sum / BINS);
}

/* Noise of power 1, under bursts of 1 s that are 40 dB louder, with pauses of 1 s, and a tone that is held. */
Test(noise_floor, finds_the_noise_under_bursts)
{
	static double real[BINS], imaginary[BINS], power[BINS], noise[BINS];
	struct arena *arena = arena_new();
	struct noise_floor floor;
	uint64_t seed = 3;
	cr_assert(noise_floor_init(&floor, arena, BINS));
	for (size_t i = 0; i < SPECTRA; i++) {
		next_spectrum(real, imaginary, power, &seed);
		for (size_t bin = 0; i % 188 < 94 && bin < BINS; bin++)
			power[bin] *= 1e4;
		power[200] += 1e6;
		noise_floor_hear(&floor, power);
	}
	noise_floor_read(&floor, noise);
	cr_expect_float_eq(mean_db(noise), 0.0, 2.0, "%g dB", mean_db(noise));
	cr_expect_lt(noise[200], 2.0, "a tone counts as noise: %g", noise[200]);
	arena_free(arena);
}

/* Tests tremolo and auto-pan against the formulas of their gains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "modulation_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 20000 };

#define RATE 48000.0
#define LIMIT 1e-12

/* The input is 1 in all channels, so the output is the gain. */
static double **gains_of(struct modulation_take *take, size_t frames)
{
	double **in = harness_columns(take->context.channels, frames);
	cr_assert_not_null(in);
	for (size_t channel = 0; channel < take->context.channels; channel++)
		for (size_t i = 0; i < frames; i++)
			in[channel][i] = 1.0;
	double **out = modulation_take_render(take, in, frames);
	free(in);
	return out;
}

/* Computes sine and triangle by libm and by hand; the oscillator's own test covers edges. */
static long double wave(bool triangle, long double turns)
{
	const long double phase = turns - floorl(turns);
	if (!triangle)
		return sinl(2.0L * TAKE_PI * phase);
	return phase < 0.25L ? 4.0L * phase : phase < 0.75L ? 2.0L - 4.0L * phase : 4.0L * phase - 4.0L;
}

Test(tremolo, gain_follows_the_formula)
{
	static const struct {
		double rate, depth, phase, start;
		bool triangle;
	} rows[] = { { 5.0, 0.5, 0, 0, false },     { 5.0, 1.0, 180, 0, false }, { 0.37, 0.3, 90, 45, false },
		     { 99.0, 0.9, 33, 270, false }, { 3.3, 0.8, 120, 30, true }, { 7.0, 0.0, 0, 0, false } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take = modulation_take_new("tremolo", 2);
		modulation_take_set(&take, "rate", rows[row].rate);
		modulation_take_set(&take, "depth", rows[row].depth);
		modulation_take_set(&take, "phase", rows[row].phase);
		modulation_take_set(&take, "start", rows[row].start);
		modulation_take_choose(&take, "shape", rows[row].triangle ? "triangle" : "sine");
		double **out = gains_of(&take, FRAMES);
		double worst = 0.0;
		for (size_t channel = 0; channel < 2; channel++)
			for (size_t i = 0; i < FRAMES; i++) {
				const long double turns =
					(rows[row].start + (double)channel * rows[row].phase) / 360.0L +
					(long double)rows[row].rate * i / RATE;
				const long double gain =
					1.0L - rows[row].depth * (1.0L - wave(rows[row].triangle, turns)) / 2.0L;
				worst = harness_worse(worst, fabs((double)(out[channel][i] - gain)));
			}
		cr_expect_leq(worst, LIMIT, "row %zu: off by %g", row, worst);
		cr_expect_eq(take.shape.latency, 0);
		cr_expect_eq(take.shape.tail_seconds, 0.0);
		free(out);
		modulation_take_release(&take);
	}
}

/* 1/8 at 120 bpm is 250 ms: it is the same as a period and as a rate. */
Test(tremolo, period_is_a_rate)
{
	struct modulation_take one = modulation_take_new("tremolo", 1), other = modulation_take_new("tremolo", 1);
	modulation_take_set(&one, "period", 0.25);
	modulation_take_set(&other, "rate", 4.0);
	double **by_period = gains_of(&one, FRAMES), **by_rate = gains_of(&other, FRAMES);
	cr_expect_eq(modulation_take_difference(by_period[0], by_rate[0], FRAMES), 0.0);
	free(by_period);
	free(by_rate);
	modulation_take_set(&one, "rate", 4.0);
	cr_expect_str_eq(modulation_take_problem(&one), "'rate' and 'period' say the same thing; remove one of them");
	modulation_take_set(&other, "period", 0.005);
	other.values[0].given = false;
	cr_expect_str_eq(modulation_take_problem(&other), "'period' is under 10 ms; make it longer");
	modulation_take_release(&one);
	modulation_take_release(&other);
}

/* A chopper that does not click has full level, silence, and edges of the length that is set. */
Test(tremolo, square_has_edges_as_long_as_asked)
{
	struct modulation_take take = modulation_take_new("tremolo", 1);
	modulation_take_set(&take, "rate", 4.0);
	modulation_take_set(&take, "depth", 1.0);
	modulation_take_set(&take, "smoothing", 0.01);
	modulation_take_choose(&take, "shape", "square");
	double **out = gains_of(&take, FRAMES);
	size_t between = 0;
	for (size_t i = 0; i < 12000; i++) {
		cr_expect(out[0][i] >= 0.0 && out[0][i] <= 1.0);
		between += out[0][i] > 1e-9 && out[0][i] < 1.0 - 1e-9 ? 1 : 0;
		if (i > 0)
			cr_assert_leq(fabs(out[0][i] - out[0][i - 1]), 1.01 * (double)TAKE_PI / 2.0 / 480.0);
	}
	cr_expect(between >= 2 * 480 - 6 && between <= 2 * 480 + 2, "%zu frames of edges", between);
	cr_expect_float_eq(out[0][3000], 1.0, 1e-15);
	cr_expect_float_eq(out[0][9000], 0.0, 1e-15);
	free(out);
	modulation_take_release(&take);
}

Test(tremolo, stays_where_the_session_is)
{
	static const char *const words[] = { "sine", "triangle", "random", "square", "ramp-up", "ramp-down" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct modulation_take take = modulation_take_new("tremolo", 2);
		modulation_take_choose(&take, "shape", words[i]);
		modulation_take_set(&take, "rate", 13.7);
		modulation_take_set(&take, "phase", 70);
		modulation_take_expect_lock(&take);
		modulation_take_expect_seed(&take, strcmp(words[i], "random") == 0);
		modulation_take_release(&take);
	}
}

/* With a phase of 360 / channels the modulation goes round the channels. */
Test(tremolo, goes_round_six_channels)
{
	struct modulation_take take = modulation_take_new("tremolo", 6);
	modulation_take_set(&take, "phase", 60);
	modulation_take_set(&take, "depth", 1.0);
	double **out = gains_of(&take, FRAMES);
	for (size_t i = 0; i < FRAMES; i++) {
		double sum = 0.0;
		for (size_t channel = 0; channel < 6; channel++)
			sum += out[channel][i];
		cr_assert_float_eq(sum, 3.0, 1e-12, "frame %zu: %g", i, sum);
	}
	free(out);
	modulation_take_release(&take);
}

/* The test computes left and right by libm, for mono and stereo, and the power law: l^2 + r^2 is constant. */
Test(auto_pan, follows_the_power_law)
{
	static const struct {
		double rate, depth, centre, start;
	} rows[] = { { 1.0, 1.0, 0.0, 0 }, { 3.7, 0.6, 0.0, 90 }, { 20.0, 0.5, -0.7, 10 }, { 2.0, 1.0, 1.0, 180 } };
	for (size_t channels = 1; channels <= 2; channels++)
		for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
			struct modulation_take take = modulation_take_new("auto-pan", channels);
			modulation_take_set(&take, "rate", rows[row].rate);
			modulation_take_set(&take, "depth", rows[row].depth);
			modulation_take_set(&take, "centre", rows[row].centre);
			modulation_take_set(&take, "start", rows[row].start);
			double **out = gains_of(&take, FRAMES);
			cr_assert_eq(take.shape.channels, 2);
			const long double scale = channels == 2 ? sqrtl(2.0L) : 1.0L;
			double worst = 0.0, power = 0.0;
			for (size_t i = 0; i < FRAMES; i++) {
				const long double turns =
					rows[row].start / 360.0L + (long double)rows[row].rate * i / RATE;
				long double p = rows[row].centre + rows[row].depth * wave(false, turns);
				p = fmaxl(-1.0L, fminl(1.0L, p));
				const long double angle = (p + 1.0L) * TAKE_PI / 4.0L;
				worst = harness_worse(worst, fabs((double)(out[0][i] - scale * cosl(angle))));
				worst = harness_worse(worst, fabs((double)(out[1][i] - scale * sinl(angle))));
				power = harness_worse(
					power, fabs(out[0][i] * out[0][i] + out[1][i] * out[1][i] - (double)channels));
			}
			cr_expect_leq(worst, LIMIT, "%zu channels, row %zu: off by %g", channels, row, worst);
			cr_expect_leq(power, LIMIT, "%zu channels, row %zu: power off by %g", channels, row, power);
			free(out);
			modulation_take_release(&take);
		}
}

/* Each side keeps to its side: a signal on the left alone never reaches the right. */
Test(auto_pan, leans_a_stereo_signal)
{
	struct modulation_take take = modulation_take_new("auto-pan", 2);
	double **in = modulation_take_noise(2, FRAMES);
	memset(in[1], 0, FRAMES * sizeof(double));
	double **out = modulation_take_render(&take, in, FRAMES);
	cr_expect_eq(harness_peak(out[1], FRAMES), 0.0);
	cr_expect_gt(harness_peak(out[0], FRAMES), 0.5);
	free(out);
	free(in);
	take.context.channels = 6;
	cr_expect_str_eq(modulation_take_problem(&take),
			 "auto-pan moves a mono or stereo signal; this one has more than 2 channels; remove it");
	modulation_take_release(&take);
}

Test(auto_pan, stays_where_the_session_is)
{
	for (size_t channels = 1; channels <= 2; channels++)
		for (int random = 0; random < 2; random++) {
			struct modulation_take take = modulation_take_new("auto-pan", channels);
			modulation_take_choose(&take, "shape", random ? "random" : "ramp-up");
			modulation_take_set(&take, "rate", 17.0);
			modulation_take_expect_lock(&take);
			modulation_take_expect_seed(&take, random != 0);
			modulation_take_release(&take);
		}
}

/* Tests the chorus against delays by formula.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "modulation_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { FRAMES = 30000 };

#define RATE 48000.0

static struct modulation_take standing(size_t channels, double voices, double frames, double mix)
{
	struct modulation_take take = modulation_take_new("chorus", channels);
	modulation_take_set(&take, "voices", voices);
	modulation_take_set(&take, "delay", frames / RATE);
	modulation_take_set(&take, "depth", 0.0);
	modulation_take_set(&take, "mix", mix);
	return take;
}

/* Without depth, and with a whole number of frames, a voice is an echo, bit for bit. */
Test(chorus, without_depth_is_a_delay)
{
	double **in = modulation_take_noise(2, FRAMES);
	for (size_t voices = 1; voices <= 4; voices *= 4)
		for (size_t row = 0; row < 3; row++) {
			const size_t delay = 480 + 100 * row;
			const double mix = 0.5 * (double)row;
			struct modulation_take take = standing(2, (double)voices, (double)delay, mix);
			double **out = modulation_take_render(&take, in, FRAMES);
			for (size_t channel = 0; channel < 2; channel++)
				for (size_t i = 0; i < FRAMES; i++) {
					const double echo = i >= delay ? in[channel][i - delay] : 0.0;
					/* Four equal voices add up to four times one, and are divided by the root of
					   four. */
					const double wet = voices == 4 ? 2.0 * echo : echo;
					cr_assert_eq(out[channel][i], (1.0 - mix) * in[channel][i] + mix * wet,
						     "%zu voices, mix %g, frame %zu", voices, mix, i);
				}
			cr_expect_eq(take.shape.latency, 0);
			free(out);
			modulation_take_release(&take);
		}
	free(in);
}

/* The test computes the sum of the delayed sines sample by sample, with all side bands. */
Test(chorus, voices_follow_the_formula)
{
	static const struct {
		double hertz, voices, rate, depth, start, limit_db;
	} rows[] = { { 100, 1, 0.8, 0.003, 0, -100 },   { 1000, 3, 0.8, 0.003, 0, -100 },
		     { 5000, 8, 5.0, 0.005, 90, -100 }, { 10000, 2, 1.3, 0.004, 30, -100 },
		     { 15000, 3, 0.8, 0.010, 0, -100 }, { 18000, 5, 2.0, 0.002, 200, -100 } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take = standing(2, rows[row].voices, 384, 1.0);
		modulation_take_set(&take, "depth", rows[row].depth);
		modulation_take_set(&take, "rate", rows[row].rate);
		modulation_take_set(&take, "start", rows[row].start);
		modulation_take_set(&take, "spread", 0.0);
		modulation_take_set(&take, "phase", 90.0);
		double **out = modulation_take_sine(&take, rows[row].hertz, FRAMES);
		double wrong = 0.0;
		for (size_t channel = 0; channel < 2; channel++)
			for (size_t i = 2000; i < FRAMES; i++) {
				double expected = 0.0;
				for (double voice = 0.0; voice < rows[row].voices; voice += 1.0) {
					const double turns = rows[row].start / 360.0 + voice / rows[row].voices +
							     (double)channel * 0.25 + rows[row].rate * (double)i / RATE;
					const double delay = 384.0 + rows[row].depth * RATE / 2.0 *
									     (1.0 + sin(2.0 * (double)TAKE_PI * turns));
					expected += sin(2.0 * (double)TAKE_PI * rows[row].hertz / RATE *
							((double)i - delay)) /
						    sqrt(rows[row].voices);
				}
				wrong += (out[channel][i] - expected) * (out[channel][i] - expected);
			}
		const double found = 10.0 * log10(wrong / (FRAMES - 2000));
		cr_expect_leq(found, rows[row].limit_db, "row %zu: %.1f dB", row, found);
		free(out);
		modulation_take_release(&take);
	}
}

/* Each echo of a voice that does not move is `feedback` times the one before, for any number of voices. */
Test(chorus, feedback_goes_round)
{
	for (double voices = 1; voices <= 4; voices *= 4) {
		struct modulation_take take = standing(1, voices, 500, 1.0);
		modulation_take_set(&take, "feedback", -0.5);
		double **in = harness_columns(1, FRAMES);
		in[0][0] = 1.0;
		double **out = modulation_take_render(&take, in, FRAMES);
		for (size_t i = 0; i < FRAMES; i++) {
			const size_t k = i / 500;
			const double expected = i % 500 == 0 && k > 0 ? sqrt(voices) * pow(-0.5, (double)k - 1.0) : 0.0;
			cr_assert_float_eq(out[0][i], expected, 1e-15, "frame %zu: %g, not %g", i, out[0][i], expected);
		}
		free(out);
		free(in);
		modulation_take_release(&take);
	}
}

/* The cuts are 3.01 dB down where they are set, and 12 dB/oct beyond. */
Test(chorus, cuts_act_on_the_voices)
{
	static const struct {
		double low_cut, high_cut, hertz, decibels;
	} rows[] = { { 200, 0, 200, -3.0103 }, { 200, 0, 50, -24.1 },     { 200, 0, 4000, 0.0 },
		     { 0, 6000, 6000, -3.01 }, { 0, 3000, 12000, -24.1 }, { 0, 6000, 200, 0.0 } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take = standing(1, 1, 480, 1.0);
		modulation_take_set(&take, "low_cut", rows[row].low_cut);
		modulation_take_set(&take, "high_cut", rows[row].high_cut);
		double **out = modulation_take_sine(&take, rows[row].hertz, 48000);
		const double found =
			20.0 * log10(modulation_take_amplitude(out[0], 19200, 48000, rows[row].hertz, RATE));
		cr_expect_float_eq(found, rows[row].decibels, 0.06, "row %zu: %.3f dB", row, found);
		free(out);
		modulation_take_release(&take);
	}
}

/* The mono sum of a chorus is the same at any width, and at width 0 the voices are alike on both sides. */
Test(chorus, width_leaves_the_mono_sum)
{
	double **in = modulation_take_noise(2, FRAMES);
	struct modulation_take take = modulation_take_new("chorus", 2);
	modulation_take_set(&take, "mix", 1.0);
	double **plain = modulation_take_render(&take, in, FRAMES);
	for (double width = 0.0; width <= 2.0; width += 0.5) {
		modulation_take_set(&take, "width", width);
		double **out = modulation_take_render(&take, in, FRAMES);
		double sum = 0.0, side = 0.0;
		for (size_t i = 0; i < FRAMES; i++) {
			sum = harness_worse(sum, fabs(out[0][i] + out[1][i] - plain[0][i] - plain[1][i]));
			side = harness_worse(side, fabs(out[0][i] - out[1][i]));
		}
		cr_expect_leq(sum, 1e-14, "width %g: the sum moves by %g", width, sum);
		cr_expect(width == 0.0 ? side == 0.0 : side > 0.1, "width %g: a side of %g", width, side);
		free(out);
	}
	free(plain);
	free(in);
	modulation_take_release(&take);
}

/* A tone folded to mono keeps its power within a few dB over time, as each side alone does. */
Test(chorus, mono_keeps_its_power)
{
	for (double hertz = 300.0; hertz < 15000.0; hertz *= 2.3) {
		struct modulation_take take = modulation_take_new("chorus", 2);
		double **out = modulation_take_sine(&take, hertz, 192000);
		double mono = 0.0, left = 0.0;
		for (size_t i = 2000; i < 192000; i++) {
			mono += pow((out[0][i] + out[1][i]) / 2.0, 2.0);
			left += out[0][i] * out[0][i];
		}
		cr_expect(fabs(10.0 * log10(mono / left)) < 4.0, "%g Hz: mono %.1f dB against a side", hertz,
			  10.0 * log10(mono / left));
		free(out);
		modulation_take_release(&take);
	}
}

Test(chorus, stays_where_the_session_is)
{
	static const char *const words[] = { "sine", "triangle", "random" };
	for (size_t i = 0; i < 6; i++) {
		struct modulation_take take = modulation_take_new("chorus", 2);
		modulation_take_choose(&take, "shape", words[i % 3]);
		modulation_take_set(&take, "rate", 4.0);
		modulation_take_set(&take, "feedback", i < 3 ? 0.5 : 0.0);
		modulation_take_set(&take, "spread", i % 2 == 0 ? 0.2 : 0.0);
		modulation_take_set(&take, "low_cut", 100.0);
		modulation_take_expect_lock(&take);
		modulation_take_expect_seed(&take, i % 3 == 2 || i % 2 == 0);
		modulation_take_release(&take);
	}
}

Test(chorus, refusals)
{
	struct modulation_take take = modulation_take_new("chorus", 1);
	modulation_take_set(&take, "depth", 0.02);
	modulation_take_set(&take, "rate", 8.0);
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'depth' at this rate bends the pitch by more than half; lower it, or slow it down");
	modulation_take_set(&take, "rate", 1.0);
	modulation_take_set(&take, "low_cut", 24000.0);
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'low_cut' is not under half the sample rate; give a lower frequency or leave it out");
	modulation_take_set(&take, "low_cut", 0.0);
	modulation_take_set(&take, "high_cut", 30000.0);
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'high_cut' is not under half the sample rate; give a lower frequency or leave it out");
	modulation_take_release(&take);
}

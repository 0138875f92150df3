/* Tests the gate and expander against formulas and a reference.
   SPDX-License-Identifier: GPL-3.0-or-later

   The formulas are those of its description; the reference is gate_reference.c. */
#include "core/processors/gate_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static double decibel(double gain)
{
	return 20.0 * log10(fabs(gain));
}

/* Returns the gain in dB at which a steady square ends. */
static double steady_gain(struct gate_settings settings, double level_db)
{
	struct gate_take take = gate_take_new(settings, 1, 0, 1, 48000);
	gate_fill_square(take.in[0], take.frames, level_db);
	gate_take_render(&take, NULL, 0);
	const double gain_db = decibel(take.out[0][take.frames - 1] / take.in[0][take.frames - 1]);
	gate_take_release(&take);
	return gain_db;
}

Test(gate, static_curve)
{
	static const struct {
		double ratio, knee, range, in_db, gain_db;
	} rows[] = {
		{ 2.0, 0.0, 80.0, -39.9, 0.0 },         { 2.0, 0.0, 80.0, -50.0, -10.0 },
		{ 2.0, 0.0, 80.0, -70.0, -30.0 },       { 4.0, 0.0, 80.0, -45.0, -15.0 },
		{ 4.0, 0.0, 12.0, -60.0, -12.0 },       { 1.0, 0.0, 80.0, -70.0, 0.0 },
		{ 2.0, 10.0, 80.0, -34.9, 0.0 },        { 2.0, 10.0, 80.0, -37.5, -0.3125 },
		{ 2.0, 10.0, 80.0, -40.0, -1.25 },      { 2.0, 10.0, 80.0, -42.5, -2.8125 },
		{ 2.0, 10.0, 80.0, -50.0, -10.0 },      { 3.0, 24.0, 120.0, -40.0, -6.0 },
		{ INFINITY, 0.0, 80.0, -39.9, 0.0 },    { INFINITY, 0.0, 80.0, -40.1, -80.0 },
		{ INFINITY, 0.0, 18.0, -60.0, -18.0 },  { INFINITY, 12.0, 80.0, -33.9, 0.0 },
		{ INFINITY, 12.0, 80.0, -37.0, -5.0 },  { INFINITY, 12.0, 80.0, -40.0, -20.0 },
		{ INFINITY, 12.0, 80.0, -43.0, -45.0 }, { INFINITY, 12.0, 80.0, -47.0, -80.0 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int rms = 0; rms < 2; rms++) {
			struct gate_settings settings = gate_settings_default();
			settings.ratio = rows[i].ratio;
			settings.knee = rows[i].knee;
			settings.range = rows[i].range;
			settings.rms = rms;
			const double gain_db = steady_gain(settings, rows[i].in_db);
			cr_expect_float_eq(gain_db, rows[i].gain_db, 0.01, "row %zu, rms %d: %g dB", i, rms, gain_db);
			cr_expect_float_eq((double)gate_reference_curve(&settings, rows[i].in_db), rows[i].gain_db,
					   1e-9, "row %zu: the reference", i);
		}
}

/* Plays each level for a second and returns the gain in dB at its end. */
static void gains_of_levels(struct gate_settings settings, const double *levels_db, double *gains_db, size_t count)
{
	struct gate_take take = gate_take_new(settings, 1, 0, 1, 48000 * count);
	for (size_t i = 0; i < count; i++)
		gate_fill_square(take.in[0] + 48000 * i, 48000, levels_db[i]);
	gate_take_render(&take, NULL, 0);
	for (size_t i = 0; i < count; i++) {
		const size_t last = 48000 * (i + 1) - 1;
		gains_db[i] = decibel(take.out[0][last] / take.in[0][last]);
	}
	gate_take_release(&take);
}

Test(gate, hysteresis_opens_and_closes_at_its_levels)
{
	static const double widths[] = { 0.0, 0.5, 3.0, 24.0 };
	for (size_t i = 0; i < LENGTH(widths); i++)
		for (int variant = 0; variant < 4; variant++) {
			struct gate_settings settings = gate_settings_default();
			settings.hysteresis = widths[i];
			settings.release = 0.01;
			settings.rms = variant % 2;
			settings.ratio = variant < 2 ? (double)INFINITY : 100.0;
			const double opens = -40.0, closes = -40.0 - widths[i];
			const double levels[] = { opens - 0.01, opens + 0.01, closes + 0.01, closes - 0.01,
						  opens - 0.01 };
			double gains[LENGTH(levels)];
			gains_of_levels(settings, levels, gains, LENGTH(levels));
			const double slight = variant < 2 ? -80.0 : 99.0 * -0.01;
			const double far = variant < 2 ? -80.0 : fmax(99.0 * (-widths[i] - 0.01), -80.0);
			const double expected[] = { slight, 0.0, 0.0, far, slight };
			for (size_t k = 0; k < LENGTH(levels); k++)
				cr_expect_float_eq(gains[k], expected[k], 0.01, "%g dB, variant %d, step %zu: %g dB",
						   widths[i], variant, k, gains[k]);
		}
}

/* While an expander is open its curve is lower by the hysteresis, with its knee. */
Test(gate, hysteresis_of_a_soft_expander)
{
	struct gate_settings settings = gate_settings_default();
	settings.ratio = 2.0;
	settings.knee = 10.0;
	settings.hysteresis = 6.0;
	settings.release = 0.01;
	static const double levels[] = { -40.0, -34.0, -42.0, -46.0, -50.9, -51.1, -40.0 };
	static const double expected[] = { -1.25, 0.0, -0.05, -1.25, -4.9005, -11.1, -1.25 };
	double gains[LENGTH(levels)];
	gains_of_levels(settings, levels, gains, LENGTH(levels));
	for (size_t i = 0; i < LENGTH(levels); i++)
		cr_expect_float_eq(gains[i], expected[i], 0.01, "step %zu: %g dB", i, gains[i]);
}

/* The signal is all ones, and the key is loud from `from` to `to`: the output is the gain. */
static struct gate_take gain_take(struct gate_settings settings, size_t frames, size_t from, size_t to)
{
	struct gate_take take = gate_take_new(settings, 1, 1, 1, frames);
	for (size_t frame = 0; frame < frames; frame++)
		take.in[0][frame] = 1.0;
	for (size_t frame = from; frame < to; frame++)
		take.key[0][frame] = 0.3;
	gate_take_render(&take, NULL, 0);
	return take;
}

Test(gate, hold_is_exact_in_frames)
{
	static const double rates[] = { 44100.0, 48000.0, 192000.0 };
	static const double holds[] = { 0.0, 1.0, 2.0, 7.0, 100.0, 4410.0 };
	for (size_t rate = 0; rate < LENGTH(rates); rate++)
		for (size_t i = 0; i < LENGTH(holds); i++) {
			struct gate_settings settings = gate_settings_default();
			settings.sample_rate = rates[rate];
			settings.hold = holds[i] / rates[rate];
			settings.attack = 0.0;
			const size_t end = 1003, hold = (size_t)holds[i];
			struct gate_take take = gain_take(settings, 6000, 100, end);
			for (size_t frame = 101; frame < end + hold; frame++)
				cr_assert_eq(take.out[0][frame], 1.0, "hold %zu: frame %zu", hold, frame);
			cr_expect_lt(take.out[0][end + hold], 1.0, "hold %zu", hold);
			gate_take_release(&take);
		}
}

Test(gate, hold_starts_anew_with_each_hit)
{
	struct gate_settings settings = gate_settings_default();
	settings.hold = 100.0 / 48000.0;
	settings.attack = 0.0;
	struct gate_take take = gate_take_new(settings, 1, 1, 1, 3000);
	for (size_t frame = 0; frame < take.frames; frame++) {
		take.in[0][frame] = 1.0;
		take.key[0][frame] = frame < 2000 && frame % 101 == 0 ? -0.5 : 0.0;
	}
	gate_take_render(&take, NULL, 0);
	for (size_t frame = 1; frame < 1919 + 101; frame++)
		cr_assert_eq(take.out[0][frame], 1.0, "frame %zu", frame);
	cr_expect_lt(take.out[0][1919 + 101], 1.0);
	gate_take_release(&take);
}

Test(gate, timing)
{
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	static const double taus[] = { 0.001, 0.02, 0.15 };
	for (size_t rate = 0; rate < LENGTH(rates); rate++)
		for (size_t i = 0; i < LENGTH(taus); i++) {
			struct gate_settings settings = gate_settings_default();
			settings.sample_rate = rates[rate];
			settings.attack = settings.release = taus[i];
			settings.hold = 0.0;
			const double tau = taus[i] * rates[rate];
			const size_t opens = 10, closes = opens + (size_t)(40.0 * tau);
			struct gate_take take = gain_take(settings, closes + (size_t)(4.0 * tau), opens, closes);
			for (int n = 1; n <= 3; n++) {
				const size_t after = (size_t)lround(n * tau) - 1;
				const double rising = -decibel(take.out[0][opens + after]), left = 80.0 * exp(-n);
				const double falling = -decibel(take.out[0][closes + after]), gone = 80.0 - left;
				cr_expect_float_eq(rising, left, 0.01 * left, "attack %g s, %d tau: %g dB", taus[i], n,
						   rising);
				cr_expect_float_eq(falling, gone, 0.01 * gone, "release %g s, %d tau: %g dB", taus[i],
						   n, falling);
			}
			cr_expect_eq(take.out[0][closes - 1], 1.0, "it must have opened wholly");
			gate_take_release(&take);
		}
}

Test(gate, range_is_the_floor)
{
	static const double ranges[] = { 0.0, 6.0, 40.0, 80.0, 120.0 };
	for (size_t i = 0; i < LENGTH(ranges); i++) {
		struct gate_settings settings = gate_settings_default();
		settings.range = ranges[i];
		settings.release = 0.001;
		struct gate_take take = gain_take(settings, 9600, 2000, 2500);
		for (size_t frame = 0; frame < take.frames; frame++)
			cr_assert_geq(decibel(take.out[0][frame]), -ranges[i] - 1e-6, "frame %zu", frame);
		cr_expect_float_eq(decibel(take.out[0][0]), -ranges[i], 1e-6);
		cr_expect_float_eq(decibel(take.out[0][9599]), -ranges[i], 1e-6);
		cr_expect(ranges[i] > 0.0 || take.out[0][9599] == 1.0);
		gate_take_release(&take);
	}
}

/* A transient comes out of silence: with lookahead its first sample passes bit for bit, without it is gated. */
Test(gate, lookahead_is_latency_and_opens_before_the_transient)
{
	static const struct {
		double lookahead, attack;
		size_t latency;
		bool whole;
	} rows[] = {
		{ 0.0, 0.0, 0, true },       { 0.0, 0.001, 0, false },      { 1.0 / 48000.0, 0.0, 1, true },
		{ 0.005, 0.0, 240, true },   { 0.00101, 0.001, 48, false }, { 0.03, 0.001, 1440, true },
		{ 0.1, 0.0035, 4800, true },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct gate_settings settings = gate_settings_default();
		settings.lookahead = rows[i].lookahead;
		settings.attack = rows[i].attack;
		settings.hold = 0.2;
		struct gate_take take = gate_take_new(settings, 2, 0, 1, 12000);
		for (size_t frame = 3000; frame < 9000; frame++)
			for (size_t channel = 0; channel < 2; channel++)
				take.in[channel][frame] =
					0.5 * cos(0.01 * (double)(frame - 3000) * (double)(channel + 1));
		gate_take_render(&take, NULL, 0);
		cr_expect_eq(take.latency, rows[i].latency, "row %zu: %zu", i, take.latency);
		for (size_t channel = 0; channel < 2; channel++) {
			const double *out = take.out[channel] + take.latency;
			for (size_t frame = 0; frame < 3000 + take.latency; frame++)
				cr_assert_eq(take.out[channel][frame], 0.0);
			cr_expect_neq(out[3000], 0.0, "row %zu: sound is late", i);
			cr_expect_eq(memcmp(out + 3000, take.in[channel] + 3000, 4000 * sizeof(double)) == 0,
				     rows[i].whole, "row %zu: first sample %g", i, out[3000]);
		}
		gate_take_release(&take);
	}
}

/* Tests the transient shaper on signals whose answer is known.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "core/processors/transient_reference.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct processor_take shaper(size_t channels, size_t frames, double attack, double sustain)
{
	struct processor_take take = processor_take_new("transient-shaper", channels, frames);
	processor_take_set(&take, "attack", attack);
	processor_take_set(&take, "sustain", sustain);
	return take;
}

static void fill_sine(double *column, size_t frames, double hertz, double rate, double peak)
{
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] = peak * sin(2.0 * 3.14159265358979324 * hertz * ((double)frame + 0.25) / rate);
}

/* A constant comes out of silence: the slow follower is at 1 - e^(-t/attack_time) of it, and the gain follows in closed
   form. */
Test(transient_shaper, attack_of_a_step)
{
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	static const double times[] = { 0.001, 0.02, 0.2 };
	static const double amounts[] = { 15.0, 6.0, -15.0 };
	double worst = 0.0;
	for (size_t rate = 0; rate < LENGTH(rates); rate++)
		for (size_t i = 0; i < LENGTH(times); i++) {
			struct processor_take take = shaper(1, 24000, amounts[i], 9.0);
			take.sample_rate = rates[rate];
			processor_take_set(&take, "attack_time", times[i]);
			for (size_t frame = 1000; frame < take.frames; frame++)
				take.in[0][frame] = 0.3;
			processor_take_render(&take);
			for (size_t frame = 1000; frame < take.frames; frame++) {
				const double t = (double)(frame - 999) / (times[i] * rates[rate]);
				const double slow = 1.0 - exp(-t) * (1.0 - 1e-6 / 0.3);
				const double expected = amounts[i] * pow(tanh(log(slow)), 2.0);
				const double off = fabs(processor_take_gain_db(&take, 0, frame) - expected);
				worst = harness_worse(worst, off);
			}
			processor_take_release(&take);
		}
	cr_expect_leq(worst, 1e-6, "off by %g dB", worst);
}

/* The figures are those of the description. */
Test(transient_shaper, attack_time_is_what_it_says)
{
	static const struct {
		double times, share;
	} rows[] = { { 0.53, 0.50 }, { 1.0, 0.18 }, { 2.0, 0.02 } };
	struct processor_take take = shaper(1, 9600, 10.0, 0.0);
	for (size_t frame = 0; frame < take.frames; frame++)
		take.in[0][frame] = 0.1;
	processor_take_render(&take);
	for (size_t i = 0; i < LENGTH(rows); i++) {
		const size_t frame = (size_t)(rows[i].times * 0.02 * 48000.0) - 1;
		cr_expect_float_eq(processor_take_gain_db(&take, 0, frame) / 10.0, rows[i].share, 0.01);
	}
	cr_expect_float_eq(processor_take_gain_db(&take, 0, 0), 10.0, 0.1, "the first frame has it all");
	processor_take_release(&take);
}

/* The level steps up by so many dB: the gain is L of that ratio at its first frame. */
Test(transient_shaper, attack_by_the_height_of_a_step)
{
	static const struct {
		double step_db, share;
	} rows[] = {
		{ 1.0, 0.013 }, { 3.0, 0.110 }, { 6.0, 0.357 }, { 12.0, 0.778 }, { 20.0, 0.961 }, { 40.0, 0.9996 }
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int sign = -1; sign <= 1; sign += 2) {
			struct processor_take take = shaper(1, 96000, 12.0 * sign, 0.0);
			processor_take_set(&take, "attack_time", 0.2);
			for (size_t frame = 0; frame < take.frames; frame++)
				take.in[0][frame] = frame < 90000 ? 0.004 : 0.004 * pow(10.0, rows[i].step_db / 20.0);
			processor_take_render(&take);
			cr_expect_float_eq(processor_take_gain_db(&take, 0, 90000), sign * 12.0 * rows[i].share, 0.03,
					   "row %zu: %g dB", i, processor_take_gain_db(&take, 0, 90000));
			cr_expect_float_eq(processor_take_gain_db(&take, 0, 89999), 0.0, 1e-6);
			processor_take_release(&take);
		}
}

/* Tones die away: two exponentials part, and the gain follows in closed form. Hold and body may be late by up to 60 ms,
   and never early. */
Test(transient_shaper, sustain_of_a_decay)
{
	static const struct {
		double decay, time;
	} rows[] = { { 0.1, 0.3 }, { 0.1, 1.0 }, { 0.2, 5.0 }, { 0.05, 0.1 }, { 0.3, 0.3 }, { 0.3, 0.1 } };
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct processor_take take = shaper(1, 48000, 0.0, 12.0);
		processor_take_set(&take, "sustain_time", rows[i].time);
		fill_sine(take.in[0], take.frames, 1000.0, 48000.0, 1.0);
		for (size_t frame = 0; frame < take.frames; frame++)
			take.in[0][frame] *= exp(-(double)frame / (rows[i].decay * 48000.0));
		processor_take_render(&take);
		const double rate = fmax(1.0 / rows[i].decay - 1.0 / rows[i].time, 0.0);
		for (size_t frame = 960; frame < 24000; frame += 48) {
			const double t = (double)frame / 48000.0, gain_db = processor_take_gain_db(&take, 0, frame);
			const double most = 12.0 * pow(tanh(rate * t), 2.0);
			const double least = 12.0 * pow(tanh(rate * fmax(t - 0.06, 0.0)), 2.0);
			cr_expect(least - 0.01 <= gain_db && gain_db <= most + 0.01,
				  "row %zu, %g s: %g dB, not %g to %g", i, t, gain_db, least, most);
		}
		processor_take_release(&take);
	}
}

/* The gains are the same at -60 dBFS as at 0 dBFS, except for samples under the floor of -120 dBFS. */
Test(transient_shaper, level_does_not_matter)
{
	enum { FRAMES = 48000, LEVELS = 4 };
	static const double levels_db[LEVELS] = { 0.0, -20.0, -40.0, -60.0 };
	static double gains[LEVELS][FRAMES];
	for (size_t level = 0; level < LEVELS; level++) {
		struct processor_take take = shaper(1, FRAMES, 11.0, -17.0);
		uint64_t state = 7;
		for (size_t frame = 0; frame < FRAMES; frame++)
			take.in[0][frame] = pow(10.0, levels_db[level] / 20.0) * harness_noise(&state) *
					    (0.01 + exp(-(double)(frame % 9000) / 2000.0));
		processor_take_render(&take);
		for (size_t frame = 0; frame < FRAMES; frame++)
			gains[level][frame] = processor_take_gain_db(&take, 0, frame);
		processor_take_release(&take);
	}
	double worst = 0.0, greatest = 0.0, least = 0.0;
	/* The first strokes still know of the silence before them, which is -120 dBFS at every level. */
	for (size_t frame = 27000; frame < FRAMES; frame++) {
		for (size_t level = 1; level < LEVELS; level++)
			worst = harness_worse(worst, fabs(gains[level][frame] - gains[0][frame]));
		greatest = fmax(greatest, gains[0][frame]);
		least = fmin(least, gains[0][frame]);
	}
	cr_expect_leq(worst, 1e-3, "gains differ by %g dB", worst);
	cr_expect_gt(greatest, 8.0, "attack is shaped by %g dB", greatest);
	cr_expect_lt(least, -12.0, "sustain is shaped by %g dB", least);
}

/* A steady tone passes unchanged at all settings. */
Test(transient_shaper, steady_tones_pass)
{
	static const double tones[] = { 35.0, 41.2, 82.4, 110.0, 440.0, 997.0, 5000.0, 10000.0, 15013.0 };
	static const double rates[] = { 44100.0, 96000.0 };
	for (size_t rate = 0; rate < LENGTH(rates); rate++)
		for (size_t i = 0; i < LENGTH(tones); i++) {
			struct processor_take take = shaper(1, 192000, 15.0, 24.0);
			take.sample_rate = rates[rate];
			fill_sine(take.in[0], take.frames, tones[i], rates[rate], 0.5);
			processor_take_render(&take);
			double worst = 0.0;
			for (size_t frame = 150000; frame < take.frames; frame++)
				worst = harness_worse(worst, fabs(take.out[0][frame] - take.in[0][frame]) / 0.5);
			cr_log_info("%g Hz at %g: %.1f dB", tones[i], rates[rate], 20.0 * log10(worst));
			cr_expect_leq(worst, 1e-3, "%g Hz: %.1f dB", tones[i], 20.0 * log10(worst));
			processor_take_release(&take);
		}
}

/* Noise has no attacks and no decays: its gain stays near 0 dB. */
Test(transient_shaper, steady_noise_is_hardly_moved)
{
	struct processor_take take = shaper(1, 192000, 15.0, 24.0);
	uint64_t state = 3;
	for (size_t frame = 0; frame < take.frames; frame++)
		take.in[0][frame] = 0.1 * (harness_noise(&state) + harness_noise(&state) + harness_noise(&state));
	processor_take_render(&take);
	double greatest = 0.0;
	for (size_t frame = 48000; frame < take.frames; frame++)
		greatest = harness_worse(greatest, fabs(processor_take_gain_db(&take, 0, frame)));
	cr_log_info("noise: %.3f dB", greatest);
	cr_expect_leq(greatest, 1.5, "%g dB", greatest);
	processor_take_release(&take);
}

Test(transient_shaper, output_and_mix)
{
	static const struct {
		double output, mix, expected;
	} rows[] = { { 0.0, 1.0, 3.981072 }, { -6.0, 1.0, 1.995262 }, { 0.0, 0.5, 2.490536 }, { 6.0, 0.0, 1.995262 } };
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct processor_take take = shaper(1, 100, 12.0, 0.0);
		processor_take_set(&take, "output", rows[i].output);
		processor_take_set(&take, "mix", rows[i].mix);
		processor_take_set(&take, "attack_time", 0.2);
		take.in[0][50] = 1.0;
		processor_take_render(&take);
		cr_expect_float_eq(take.out[0][50], rows[i].expected, 0.003, "row %zu: %g", i, take.out[0][50]);
		processor_take_release(&take);
	}
}

Test(transient_shaper, lookahead_is_latency_and_leads)
{
	struct processor_take take = shaper(1, 12000, -12.0, 0.0);
	processor_take_set(&take, "lookahead", 0.002);
	for (size_t frame = 0; frame < take.frames; frame++)
		take.in[0][frame] = frame < 10000 ? 0.001 : 1.0;
	processor_take_render(&take);
	cr_expect_eq(take.latency, 96);
	cr_expect_float_eq(processor_take_gain_db(&take, 0, 9903), 0.0, 0.1);
	cr_expect_float_eq(processor_take_gain_db(&take, 0, 9904), -12.0, 0.1);
	processor_take_release(&take);
}

/* At 0 dB, and under -120 dBFS with any setting, every bit passes. */
Test(transient_shaper, at_rest_it_is_transparent)
{
	for (int soft = 0; soft < 2; soft++) {
		struct processor_take take = shaper(2, 48000, soft * 15.0, soft * -24.0);
		uint64_t state = 1;
		for (size_t frame = 0; frame < take.frames; frame++)
			for (size_t channel = 0; channel < 2; channel++)
				take.in[channel][frame] = harness_noise(&state) * (soft ? 1e-6 : 1.0);
		processor_take_render(&take);
		for (size_t channel = 0; channel < 2; channel++)
			cr_expect_arr_eq(take.out[channel], take.in[channel], take.frames * sizeof(double));
		processor_take_release(&take);
	}
}

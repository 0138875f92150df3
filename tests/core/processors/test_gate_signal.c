/* Tests what the gate listens to, and what it does to real material.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/gate_take.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { HITS = 48000 };

static double decibel(double gain)
{
	return 20.0 * log10(fabs(gain));
}

static void fill_sine(double *column, size_t frames, double hertz)
{
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] = 0.1 * sin(2.0 * 3.14159265358979324 * hertz * (double)frame / 48000.0);
}

/* Returns the gain at the end in dB, with a sine as key or as the signal itself. */
static double gain_of_sine(double highpass, double lowpass, double hertz, bool external)
{
	struct gate_settings settings = gate_settings_default();
	settings.threshold = -30.0;
	settings.highpass = highpass;
	settings.lowpass = lowpass;
	struct gate_take take = gate_take_new(settings, 1, external ? 1 : 0, 1, HITS);
	fill_sine(external ? take.key[0] : take.in[0], HITS, hertz);
	if (external)
		gate_fill_square(take.in[0], HITS, -60.0);
	gate_take_render(&take, NULL, 0);
	double in = 0.0, out = 0.0;
	for (size_t frame = HITS - 4800; frame < HITS; frame++) {
		in = fmax(in, fabs(take.in[0][frame]));
		out = fmax(out, fabs(take.out[0][frame]));
	}
	gate_take_release(&take);
	return decibel(out / in);
}

Test(gate_signal, key_and_key_filter_decide)
{
	static const struct {
		double highpass, lowpass, hertz;
		bool opens;
	} rows[] = {
		{ 0.0, 0.0, 60.0, true },        { 1000.0, 0.0, 60.0, false },      { 500.0, 0.0, 5000.0, true },
		{ 0.0, 500.0, 5000.0, false },   { 0.0, 500.0, 60.0, true },        { 1000.0, 2000.0, 60.0, false },
		{ 500.0, 2000.0, 1000.0, true }, { 500.0, 2000.0, 15000.0, false },
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int external = 0; external < 2; external++) {
			const double gain_db =
				gain_of_sine(rows[i].highpass, rows[i].lowpass, rows[i].hertz, external != 0);
			cr_expect_float_eq(gain_db, rows[i].opens ? 0.0 : -80.0, 1e-6, "row %zu, external %d: %g dB", i,
					   external, gain_db);
		}
}

/* One channel is loud, one soft: linked both pass, unlinked the soft one is gated. */
Test(gate_signal, link_decides_who_opens)
{
	for (int linked = 0; linked < 2; linked++) {
		struct gate_settings settings = gate_settings_default();
		settings.link = linked;
		struct gate_take take = gate_take_new(settings, 2, 0, 1, HITS);
		gate_fill_square(take.in[0], HITS, -10.0);
		gate_fill_square(take.in[1], HITS, -50.0);
		gate_take_render(&take, NULL, 0);
		cr_expect_eq(take.out[0][HITS - 1], take.in[0][HITS - 1]);
		cr_expect_float_eq(decibel(take.out[1][HITS - 1] / take.in[1][HITS - 1]), linked ? 0.0 : -80.0, 1e-6);
		gate_take_release(&take);
	}
}

Test(gate_signal, open_it_is_transparent_bit_for_bit)
{
	static const double lookaheads[] = { 0.0, 0.0123 };
	static const double ratios[] = { 3.0, INFINITY };
	for (size_t i = 0; i < 4; i++) {
		struct gate_settings settings = gate_settings_default();
		settings.lookahead = lookaheads[i % 2];
		settings.ratio = ratios[i / 2];
		settings.knee = 6.0;
		struct gate_take take = gate_take_new(settings, 2, 0, 1, HITS);
		uint64_t state = 1;
		for (size_t frame = 0; frame < HITS; frame++)
			for (size_t channel = 0; channel < 2; channel++)
				take.in[channel][frame] = 0.9 * harness_noise(&state);
		gate_take_render(&take, NULL, 0);
		for (size_t channel = 0; channel < 2; channel++)
			cr_expect(memcmp(take.out[channel] + 2400 + take.latency, take.in[channel] + 2400,
					 (HITS - 2400 - take.latency) * sizeof(double)) == 0,
				  "case %zu, channel %zu", i, channel);
		gate_take_release(&take);
	}
}

Test(gate_signal, silence_stays_silence)
{
	struct gate_take take = gate_take_new(gate_settings_default(), 2, 0, 2, 5000);
	gate_take_render(&take, NULL, 0);
	for (size_t column = 0; column < 4; column++)
		cr_expect_eq(harness_peak(take.out[column], take.frames), 0.0);
	gate_take_release(&take);
}

/* Returns settings of all kinds, for hits over a noise floor. */
static struct gate_settings setting(size_t index)
{
	static const struct gate_settings rows[] = {
		{ 48000.0, -40.0, INFINITY, 0.0, 80.0, 3.0, 0.001, 0.02, 0.15, 0.0, 0.0, 0.01, 1.0, 0.0, 0.0 },
		{ 48000.0, -20.0, INFINITY, 0.0, 120.0, 0.0, 0.0, 0.0, 0.001, 0.0, 0.0, 0.01, 1.0, 0.0, 0.0 },
		{ 44100.0, -30.0, 2.0, 6.0, 40.0, 6.0, 0.005, 0.01, 0.08, 0.002, 1.0, 0.01, 1.0, 0.0, 0.0 },
		{ 96000.0, -25.0, INFINITY, 24.0, 60.0, 12.0, 0.0003, 0.0, 0.01, 0.01, 1.0, 0.002, 1.0, 0.0, 0.0 },
		{ 192000.0, -10.0, 10.0, 0.0, 100.0, 2.0, 0.0001, 0.001, 0.05, 0.0, 0.0, 0.01, 1.0, 0.0, 0.0 },
		{ 48000.0, 0.0, 1.5, 12.0, 24.0, 0.0, 0.02, 0.05, 1.0, 0.0, 1.0, 0.1, 1.0, 0.0, 0.0 },
	};
	cr_assert_lt(index, LENGTH(rows));
	return rows[index];
}

enum { SETTINGS = 6 };

/* The whole is the sum of the lanes; the residual at the output is rounding alone. */
Test(gate_signal, lanes_add_up)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		struct gate_take take = gate_take_new(setting(i), 1, 0, 4, HITS);
		for (size_t lane = 1; lane < 4; lane++) {
			gate_fill_hits(take.in[lane], HITS, lane);
			for (size_t frame = 0; frame < HITS; frame++)
				take.in[0][frame] += take.in[lane][frame];
		}
		gate_take_render(&take, NULL, 0);
		double worst = 0.0, moved = 0.0;
		for (size_t frame = 0; frame < HITS; frame++) {
			const double sum = take.out[1][frame] + take.out[2][frame] + take.out[3][frame];
			worst = fmax(worst, fabs(sum - take.out[0][frame]));
			if (frame >= take.latency)
				moved = fmax(moved, fabs(take.out[0][frame] - take.in[0][frame - take.latency]));
		}
		cr_expect_leq(worst, 1e-10, "setting %zu: %g dBFS", i, decibel(worst));
		cr_expect_gt(moved, 1e-3, "setting %zu does nothing", i);
		gate_take_release(&take);
	}
}

Test(gate_signal, no_cut_and_no_kernel_changes_a_bit)
{
	static const size_t blocks[] = { 1, 7, 64, 1000 };
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	for (size_t i = 0; i < SETTINGS; i++) {
		struct gate_settings settings = setting(i);
		settings.link = 0.25 * (double)i;
		settings.highpass = i % 2 == 0 ? 0.0 : 120.0;
		settings.link = fmin(settings.link, 1.0);
		struct gate_take whole = gate_take_new(settings, 2, 0, 2, HITS / 2);
		struct gate_take cut = gate_take_new(settings, 2, 0, 2, HITS / 2);
		for (size_t column = 0; column < 4; column++) {
			gate_fill_hits(whole.in[column], whole.frames, column);
			memcpy(cut.in[column], whole.in[column], whole.frames * sizeof(double));
		}
		gate_take_render(&whole, kernels[0], 0);
		for (size_t k = 0; k < count; k++) {
			gate_take_render(&cut, kernels[k], blocks[(i + k) % LENGTH(blocks)]);
			for (size_t column = 0; column < 4; column++)
				cr_expect(memcmp(cut.out[column], whole.out[column], whole.frames * sizeof(double)) ==
						  0,
					  "setting %zu, %s", i, kernels[k]->name);
		}
		gate_take_release(&whole);
		gate_take_release(&cut);
	}
}

Test(gate_signal, against_the_reference)
{
	for (size_t i = 0; i < SETTINGS; i++)
		for (size_t channels = 1; channels <= 2; channels++) {
			struct gate_take take = gate_take_new(setting(i), channels, 0, 1, HITS);
			double **heard = harness_columns(1, HITS);
			long double *gains = calloc(HITS, sizeof *gains);
			cr_assert(heard && gains);
			for (size_t channel = 0; channel < channels; channel++) {
				gate_fill_hits(take.in[channel], HITS, 5 * i + channel);
				for (size_t frame = 0; frame < HITS; frame++)
					heard[0][frame] = fmax(heard[0][frame], fabs(take.in[channel][frame]));
			}
			gate_take_render(&take, NULL, 0);
			gate_reference_gains(&take.settings, heard[0], HITS, gains);
			long double worst = 0.0L;
			for (size_t channel = 0; channel < channels; channel++)
				for (size_t frame = take.latency; frame < HITS; frame++)
					worst = fmaxl(worst,
						      fabsl(take.out[channel][frame] -
							    gains[frame] * take.in[channel][frame - take.latency]));
			cr_expect_leq((double)worst, 1e-9, "setting %zu, %zu channels: %g dBFS", i, channels,
				      decibel((double)worst));
			cr_log_info("setting %zu, %zu channels: %.1f dBFS", i, channels, decibel((double)worst));
			free(heard);
			free(gains);
			gate_take_release(&take);
		}
}

/* Tests the limiter's gain: where it moves and where it rests.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/limiter_meter.h"
#include "core/processors/limiter_take.h"

#include "dsp/intersample_peak.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

static void expect_late(const double *out, const double *in, size_t latency, size_t from, size_t frames,
			const char *name)
{
	size_t differing = 0;
	for (size_t i = from; i < frames; i++)
		differing += memcmp(&out[i], &in[i - latency], sizeof *in) != 0;
	cr_expect_eq(differing, 0, "%s: %zu samples are not those that came in", name, differing);
}

/* The signals are full-band noise that reads 0.1 dB under the ceiling on the highest of several meters, and noise with
   the spectrum of music. */
Test(limiter, under_the_ceiling_every_bit_passes)
{
	enum { FRAMES = 8000 };
	for (int kind = 0; kind < 4; kind++) {
		struct limiter_settings settings = limiter_defaults;
		settings.sample_peak = kind % 2 == 1;
		settings.sample_rate = kind < 2 ? 48000.0 : 96000.0;
		struct limiter_take take = limiter_take_new(settings, 1, 1, FRAMES);
		uint64_t seed = 5;
		for (size_t i = 0; i < FRAMES; i++)
			take.in[0][i] =
				kind < 2 ? harness_noise(&seed) : sin(0.02 * (double)i) + 0.3 * sin(0.31 * (double)i);
		double peak =
			fmax(meter_ebur128(take.in[0], FRAMES, settings.sample_rate),
			     fmax(meter_sinc_32x(take.in[0], FRAMES, 24), meter_sinc_32x(take.in[0], FRAMES, 128)));
		peak = settings.sample_peak ? harness_peak(take.in[0], FRAMES) * 1.0000001 : peak * 1.0116;
		for (size_t i = 0; i < FRAMES; i++)
			take.in[0][i] *= pow(10.0, settings.ceiling / 20.0) / peak;
		limiter_render(&take, (struct limiter_mode){ 0 });
		expect_late(take.out[0], take.in[0], take.latency, take.latency, FRAMES,
			    settings.sample_peak ? "sample peak" : "true peak");
		cr_expect_eq(harness_peak(take.out[0], take.latency), 0.0);
		limiter_take_release(&take);
	}
}

Test(limiter, latency)
{
	static const struct {
		double sample_rate, lookahead;
		bool sample_peak;
		size_t latency;
	} rows[] = {
		{ 48000.0, 0.002, true, 96 },
		{ 44100.0, 0.0005, true, 22 },
		{ 48000.0, 0.002, false, 96 + 2 * 72 + 420 },
		{ 192000.0, 0.02, false, 3840 + 2 * 288 + 420 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct limiter_settings settings = limiter_defaults;
		settings.sample_rate = rows[i].sample_rate;
		settings.lookahead = rows[i].lookahead;
		settings.sample_peak = rows[i].sample_peak;
		struct limiter_take take = limiter_take_new(settings, 1, 1, 6000);
		take.in[0][0] = 0.25;
		limiter_render(&take, (struct limiter_mode){ 0 });
		cr_expect_eq(take.latency, rows[i].latency, "row %zu: %zu", i, take.latency);
		cr_expect_eq(take.out[0][take.latency], 0.25);
		take.out[0][take.latency] = 0.0;
		cr_expect_eq(harness_peak(take.out[0], 6000), 0.0);
		limiter_take_release(&take);
	}
}

/* Samples of 4 times the ceiling stand between quiet ones: the gain begins to fall `lookahead` before them, falls all
   the way, and is low enough in time. */
Test(limiter, the_gain_falls_within_the_lookahead)
{
	enum { FRAMES = 4000, PEAK = 1500 };
	struct limiter_settings settings = limiter_defaults;
	settings.sample_peak = true;
	settings.ceiling = 0.0;
	struct limiter_take take = limiter_take_new(settings, 1, 1, FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		take.in[0][i] = i == PEAK ? 4.0 : 0.125;
	limiter_render(&take, (struct limiter_mode){ 0 });
	const double *out = take.out[0] + take.latency;
	for (size_t i = 0; i < PEAK - take.latency; i++)
		cr_assert_eq(out[i], 0.125, "the gain moves at %zu, a peak is at %d", i, PEAK);
	for (size_t i = PEAK - take.latency; i < PEAK; i++)
		cr_expect_lt(i + 1 == PEAK ? out[PEAK] / 32.0 : out[i + 1], out[i], "the gain does not fall at %zu", i);
	cr_expect_float_eq(out[PEAK], 1.0, 1e-6);
	limiter_take_release(&take);
}

/* A steady level of 4 times the ceiling lasts `loud` frames, then a quiet one follows. Returns the gain after that in
   dB, from the frame on at which the first quiet sample comes out. */
static double *gain_after(struct limiter_settings settings, size_t loud, size_t frames)
{
	struct limiter_take take = limiter_take_new(settings, 1, 1, loud + frames + 4000);
	for (size_t i = 0; i < take.frames; i++)
		take.in[0][i] = i < loud ? 4.0 : 0.125;
	limiter_render(&take, (struct limiter_mode){ 0 });
	double *gain_db = calloc(frames, sizeof *gain_db);
	cr_assert_not_null(gain_db);
	for (size_t i = 0; i < frames; i++)
		gain_db[i] = 20.0 * log10(take.out[0][loud + take.latency + i] / 0.125);
	limiter_take_release(&take);
	return gain_db;
}

static struct limiter_settings quick_settings(bool fixed)
{
	struct limiter_settings settings = limiter_defaults;
	settings.sample_peak = true;
	settings.ceiling = 0.0;
	settings.lookahead = 0.0005;
	settings.fixed = fixed;
	return settings;
}

/* The gain is held for the lookahead and smoothed by a triangle, which delays it by half of its length. */
enum { LOOKAHEAD_FRAMES = 24, RELEASE_FRAMES = 3840 };

Test(limiter, fixed_release_is_a_time_constant)
{
	enum { FRAMES = 20000 };
	const double depth = 20.0 * log10(0.25);
	double *gain_db = gain_after(quick_settings(true), 9600, FRAMES);
	for (size_t i = 100; i < FRAMES; i += 100) {
		const double elapsed = (double)i - LOOKAHEAD_FRAMES / 2.0 + 1.0;
		const double expected = depth * exp(-elapsed / RELEASE_FRAMES);
		cr_expect_float_eq(gain_db[i], expected, 0.003, "%zu frames on: %.4f dB, not %.4f", i, gain_db[i],
				   expected);
	}
	free(gain_db);
}

/* Two poles in a row, of 8 releases and of one, act after long limiting: g = depth (8 exp(-t/8) - exp(-t)) / 7. */
Test(limiter, adaptive_release_is_slow_after_long_limiting)
{
	enum { FRAMES = 60000, LOUD = 400000 };
	const double depth = 20.0 * log10(0.25);
	double *gain_db = gain_after(quick_settings(false), LOUD, FRAMES);
	for (size_t i = 200; i < FRAMES; i += 500) {
		const double t = ((double)i - LOOKAHEAD_FRAMES / 2.0 + 1.0) / RELEASE_FRAMES;
		const double expected = depth * (8.0 * exp(-t / 8.0) - exp(-t)) / 7.0;
		cr_expect_float_eq(gain_db[i], expected, 0.003, "%.2f releases on: %.4f dB, not %.4f", t, gain_db[i],
				   expected);
	}
	free(gain_db);
}

Test(limiter, adaptive_release_is_fast_after_a_peak)
{
	enum { FRAMES = 20000 };
	double *adaptive = gain_after(quick_settings(false), 1, FRAMES);
	double *fixed = gain_after(quick_settings(true), 1, FRAMES);
	for (size_t i = 0; i < FRAMES; i += 100)
		cr_expect_float_eq(adaptive[i], fixed[i], 0.05, "%zu frames on: %.4f dB, not %.4f", i, adaptive[i],
				   fixed[i]);
	free(adaptive);
	free(fixed);
}

/* log(12 dB / 8e-6 dB) is 14.2: a little more than 14 time constants after the last peak the bits pass again. */
Test(limiter, bits_pass_again_after_the_release)
{
	enum { FRAMES = 20000, LOUD = 1000 };
	struct limiter_settings settings = limiter_defaults;
	settings.release = 0.005;
	settings.fixed = true;
	struct limiter_take take = limiter_take_new(settings, 1, 1, FRAMES);
	uint64_t seed = 9;
	for (size_t i = 0; i < FRAMES; i++)
		take.in[0][i] = (i < LOUD ? 3.0 : 0.1) * harness_noise(&seed);
	limiter_render(&take, (struct limiter_mode){ 0 });
	expect_late(take.out[0], take.in[0], take.latency, LOUD + take.latency + 2000 + 16 * 240, FRAMES, "after");
	cr_expect_neq(take.out[0][LOUD + take.latency + 10], take.in[0][LOUD + 10]);
	limiter_take_release(&take);
}

Test(limiter, link)
{
	enum { FRAMES = 6000 };
	static const struct {
		double link, quiet_gain;
	} rows[] = { { 1.0, 0.25 }, { 0.5, 1.0 / 2.5 }, { 0.2, 1.0 / 1.6 }, { 0.0, 1.0 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct limiter_settings settings = quick_settings(true);
		settings.link = rows[i].link;
		struct limiter_take take = limiter_take_new(settings, 2, 1, FRAMES);
		for (size_t frame = 0; frame < FRAMES; frame++) {
			take.in[0][frame] = 4.0;
			take.in[1][frame] = 0.125;
		}
		limiter_render(&take, (struct limiter_mode){ 0 });
		cr_expect_float_eq(take.out[0][FRAMES - 1], 1.0, 1e-6);
		cr_expect_float_eq(take.out[1][FRAMES - 1] / 0.125, rows[i].quiet_gain, 1e-6, "link %g: %g",
				   rows[i].link, take.out[1][FRAMES - 1] / 0.125);
		if (rows[i].link == 0.0)
			expect_late(take.out[1], take.in[1], take.latency, take.latency, FRAMES, "not linked");
		limiter_take_release(&take);
	}
}

static struct limiter_take busy_take(bool sample_peak)
{
	enum { FRAMES = 3000 };
	struct limiter_settings settings = limiter_defaults;
	settings.link = 0.5;
	settings.gain = 3.0;
	settings.release = 0.01;
	settings.sample_peak = sample_peak;
	struct limiter_take take = limiter_take_new(settings, 2, 4, FRAMES);
	for (size_t column = 2; column < 8; column++) {
		fill_mischief(take.in[column], FRAMES - 900, column);
		for (size_t i = 0; i < FRAMES; i++) {
			take.in[column][i] *= 0.02;
			take.in[column % 2][i] += take.in[column][i];
		}
	}
	return take;
}

Test(limiter, lanes_null)
{
	for (int kind = 0; kind < 2; kind++) {
		struct limiter_take take = busy_take(kind == 1);
		limiter_render(&take, (struct limiter_mode){ 0 });
		double worst = 0.0;
		for (size_t channel = 0; channel < 2; channel++)
			for (size_t i = 0; i < take.frames; i++) {
				double sum = -take.out[channel][i];
				for (size_t lane = 1; lane < 4; lane++)
					sum += take.out[2 * lane + channel][i];
				worst = harness_worse(worst, fabs(sum));
			}
		cr_expect_leq(worst, 1e-10, "%.1f dBFS", 20.0 * log10(worst));
		limiter_take_release(&take);
	}
}

static void expect_same(const struct limiter_take *one, const struct limiter_take *other, const char *name)
{
	for (size_t column = 0; column < 8; column++)
		cr_expect_eq(memcmp(one->out[column], other->out[column], one->frames * sizeof(double)), 0,
			     "%s: column %zu differs", name, column);
}

Test(limiter, cuts_kernels_and_pasts_leave_the_bits)
{
	static const size_t blocks[] = { 1, 7, 64, 333, 1000 };
	const struct kernel *kernels[8];
	const size_t kernel_count = kernel_list(kernels, 8);
	for (int kind = 0; kind < 2; kind++) {
		struct limiter_take whole = busy_take(kind == 1), other = busy_take(kind == 1);
		limiter_render(&whole, (struct limiter_mode){ 0 });
		for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
			limiter_render(&other, (struct limiter_mode){ .block = blocks[i], .in_place = i % 2 == 0 });
			expect_same(&other, &whole, "blocks");
		}
		for (size_t i = 0; i < kernel_count; i++) {
			limiter_render(&other, (struct limiter_mode){ .kernel = kernels[i] });
			expect_same(&other, &whole, kernels[i]->name);
		}
		limiter_render(&other, (struct limiter_mode){ .twice = true });
		expect_same(&other, &whole, "after reset");
		limiter_take_release(&whole);
		limiter_take_release(&other);
	}
}

static void fill_limits(double limits[INTERSAMPLE_FRAMES], double limit)
{
	for (size_t i = 0; i < INTERSAMPLE_FRAMES; i++)
		limits[i] = limit;
}

/* Music and mischief, loud and quiet, on two channels that have little in common. With odd seeds they take turns with a
   tone whose samples stay under the ceiling, and whose true peaks do not. */
static void fill_channels(struct limiter_take *take, uint64_t seed)
{
	const double loudness = pow(10.0, (double)(seed % 7) / 10.0 - 0.3);
	for (size_t channel = 0; channel < take->channels; channel++) {
		uint64_t state = 10 * seed + channel;
		double low = 0.0;
		fill_mischief(take->in[channel], take->frames, state);
		for (size_t i = 0; i < take->frames; i++) {
			const double time = (double)i / take->settings.sample_rate;
			low += 0.3 * (harness_noise(&state) - low);
			const double music = sin(2.0 * pi * 80.0 * time + (double)channel) +
					     0.7 * sin(2.0 * pi * (900.0 + 70.0 * (double)seed) * time) + low;
			take->in[channel][i] = loudness * (seed % 3 == 0 ? 0.01 * take->in[channel][i] : music);
			if (seed % 2 == 1 && i / 600 % 2 == 1)
				take->in[channel][i] = sin(0.5 * pi * (double)i + 0.25 * pi);
		}
	}
}

/* With a link of 100 % or 0 % a limiter leaves out readings that change no gain, and with partial link none. A link
   that is less than 1 by the last bit counts as partial, and rounds to the same values as 1. */
Test(limiter, readings_left_out_change_nothing)
{
	enum { FRAMES = 4000 };
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	static const double lookaheads[] = { 0.0005, 0.002, 0.003, 0.02 };
	const double partial = nextafter(1.0, 0.0);
	for (uint64_t seed = 0; seed < 42; seed++) {
		struct limiter_settings settings = limiter_defaults;
		settings.sample_rate = rates[seed % 4];
		settings.lookahead = lookaheads[seed / 4 % 4];
		settings.ceiling = -1.0 - (double)(seed % 5);
		struct limiter_take full[2], linked = limiter_take_new(settings, 2, 1, FRAMES);
		settings.link = partial;
		struct limiter_take reference = limiter_take_new(settings, 2, 1, FRAMES);
		settings.link = 0.0;
		struct limiter_take apart = limiter_take_new(settings, 2, 1, FRAMES);
		fill_channels(&linked, seed);
		for (size_t channel = 0; channel < 2; channel++) {
			settings.link = partial;
			full[channel] = limiter_take_new(settings, 1, 1, FRAMES);
			memcpy(full[channel].in[0], linked.in[channel], FRAMES * sizeof(double));
			memcpy(reference.in[channel], linked.in[channel], FRAMES * sizeof(double));
			memcpy(apart.in[channel], linked.in[channel], FRAMES * sizeof(double));
			limiter_render(&full[channel], (struct limiter_mode){ 0 });
		}
		limiter_render(&reference, (struct limiter_mode){ 0 });
		limiter_render(&linked, (struct limiter_mode){ .block = 1 + seed * 37 % 500 });
		limiter_render(&apart, (struct limiter_mode){ 0 });
		for (size_t channel = 0; channel < 2; channel++) {
			cr_expect_arr_eq(linked.out[channel], reference.out[channel], FRAMES * sizeof(double),
					 "seed %u, channel %zu: linked", (unsigned)seed, channel);
			cr_expect_arr_eq(apart.out[channel], full[channel].out[0], FRAMES * sizeof(double),
					 "seed %u, channel %zu: apart", (unsigned)seed, channel);
			limiter_take_release(&full[channel]);
		}
		limiter_take_release(&linked);
		limiter_take_release(&reference);
		limiter_take_release(&apart);
	}
}

/* Samples that the detector's bounds rule out are never over the limit: with a limit of 0 they rule out nothing. */
Test(limiter, bounds_rule_out_what_is_under_the_limit)
{
	static const double rates[] = { 48000.0, 96000.0, 192000.0 };
	static double column[INTERSAMPLE_FRAMES + 2 * INTERSAMPLE_REACH];
	double all[INTERSAMPLE_FRAMES], some[INTERSAMPLE_FRAMES], limits[INTERSAMPLE_FRAMES];
	const double *first = column + INTERSAMPLE_REACH;
	size_t spared = 0;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct intersample_peak peak;
		intersample_peak_init(&peak, rates[seed % 3]);
		fill_mischief(column, sizeof column / sizeof column[0], seed);
		if (seed % 4 == 0)
			for (size_t i = 0; i < sizeof column / sizeof column[0]; i++)
				column[i] = 30.0 * sin(0.01 * (double)(seed * i));
		const size_t frames = 1 + seed % INTERSAMPLE_FRAMES;
		const double limit = pow(10.0, (double)(seed % 50) / 20.0);
		fill_limits(limits, 0.0);
		if (!intersample_peak_read(&peak, kernel_select(NULL), all, first, frames, limits, 0.0))
			memset(all, 0, sizeof all);
		fill_limits(limits, limit);
		if (!intersample_peak_read(&peak, kernel_select(NULL), some, first, frames, limits, limit))
			memset(some, 0, sizeof some);
		for (size_t i = 0; i < frames; i++) {
			spared += some[i] != all[i];
			cr_expect(some[i] == all[i] || (some[i] < all[i] && all[i] <= limit),
				  "seed %u: %g is told as %g under %g", (unsigned)seed, all[i], some[i], limit);
		}
	}
	cr_expect_gt(spared, 1000, "only %zu readings are spared", spared);
}

/* A tone reads its amplitude, at most 0.05 dB low where 16 points a sample see the least of it. libebur128's
   interpolator has a ripple of 0.11 dB, so it is not used at this rate. */
Test(limiter, tones_read_their_amplitude)
{
	static double column[INTERSAMPLE_FRAMES + 2 * INTERSAMPLE_REACH];
	double levels[INTERSAMPLE_FRAMES], limits[INTERSAMPLE_FRAMES];
	struct intersample_peak peak;
	intersample_peak_init(&peak, 192000.0);
	fill_limits(limits, 0.0);
	for (double cycles = 0.01; cycles < 0.475; cycles += 0.0137) {
		for (size_t i = 0; i < sizeof column / sizeof column[0]; i++)
			column[i] = cos(2.0 * pi * cycles * (double)i + cycles);
		intersample_peak_read(&peak, kernel_select(NULL), levels, column + INTERSAMPLE_REACH,
				      INTERSAMPLE_FRAMES, limits, 0.0);
		const double read = 20.0 * log10(harness_peak(levels, INTERSAMPLE_FRAMES));
		cr_expect(read > -0.05 && read < 0.05, "%.4f of the rate reads %+.4f dB", cycles, read);
	}
}

/* Tests that nothing passes the limiter's ceiling.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/limiter_meter.h"
#include "core/processors/limiter_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Each take ends in silence, so that everything comes out. */
enum { FRAMES = 9000, REST = 3500, RANDOM_TAKES = 60, RANDOM_FRAMES = 4500 };

/* The ceiling in dB is converted twice, and may differ by this factor. */
static const double rounding = 1.0 + 1e-15;

/* The oracles are libebur128, and a windowed sinc of 32 points a sample against a detector of 16. */
#define TRUE_PEAK_LIMIT_DB 0.05

static double ceiling_of(const struct limiter_settings *settings)
{
	return pow(10.0, settings->ceiling / 20.0);
}

static double decibels_over(double level, double ceiling)
{
	return 20.0 * log10(level / ceiling);
}

struct row {
	const char *name;
	struct limiter_settings settings;
};

static const struct row sample_rows[] = {
	{ "defaults", { 48000.0, -1.0, 0.002, 0.08, 1.0, 0.0, false, false } },
	{ "sample peak", { 48000.0, -1.0, 0.002, 0.08, 1.0, 0.0, false, true } },
	{ "sample peak, fast", { 48000.0, -0.1, 0.0005, 0.001, 1.0, 24.0, true, true } },
	{ "sample peak, slow, 192 kHz", { 192000.0, -30.0, 0.02, 2.0, 1.0, 0.0, false, true } },
	{ "fast", { 44100.0, 0.0, 0.0005, 0.001, 1.0, 0.0, true, false } },
	{ "deep", { 48000.0, -30.0, 0.001, 0.02, 0.5, 24.0, false, false } },
	{ "low rate", { 8000.0, -3.0, 0.0005, 0.03, 1.0, 6.0, true, false } },
};

static void check_samples(const struct row *row, const struct limiter_signal *signal)
{
	struct limiter_take take = limiter_take_new(row->settings, 2, 1, FRAMES);
	signal->fill(take.in[0], FRAMES - REST, 1);
	signal->fill(take.in[1] + 300, FRAMES - REST - 300, 2);
	limiter_render(&take, (struct limiter_mode){ 0 });
	for (size_t channel = 0; channel < 2; channel++) {
		const double peak = harness_peak(take.out[channel], FRAMES);
		cr_expect_leq(peak, ceiling_of(&row->settings) * rounding, "%s, %s: %.3g dB over the ceiling",
			      row->name, signal->name, decibels_over(peak, ceiling_of(&row->settings)));
		cr_expect_gt(peak, 0.05 * ceiling_of(&row->settings), "%s, %s: nothing comes out", row->name,
			     signal->name);
	}
	limiter_take_release(&take);
}

Test(limiter_ceiling, samples)
{
	for (size_t i = 0; i < sizeof sample_rows / sizeof sample_rows[0]; i++)
		for (const struct limiter_signal *signal = limiter_signals; signal->name; signal++)
			check_samples(&sample_rows[i], signal);
}

/* No converter has these levels, but a broken filter does. */
Test(limiter_ceiling, absurd_levels)
{
	static const double levels[] = { 1e6, 1e10, 1e20, 1e40, 1e150, 1e300 };
	for (size_t i = 0; i < 2 * sizeof levels / sizeof levels[0]; i++) {
		struct limiter_settings settings = limiter_defaults;
		settings.sample_peak = i % 2 == 1;
		struct limiter_take take = limiter_take_new(settings, 1, 1, FRAMES);
		uint64_t seed = i;
		for (size_t frame = 0; frame < FRAMES; frame++)
			take.in[0][frame] = harness_noise(&seed) * (frame / 1000 % 3 == 0 ? levels[i / 2] : 0.3);
		limiter_render(&take, (struct limiter_mode){ 0 });
		const double peak = harness_peak(take.out[0], FRAMES);
		cr_expect_leq(peak, ceiling_of(&settings) * rounding, "noise at %g comes out at %g", levels[i / 2],
			      peak);
		limiter_take_release(&take);
	}
}

static const struct row true_peak_rows[] = {
	{ "defaults", { 48000.0, -1.0, 0.002, 0.08, 1.0, 0.0, false, false } },
	{ "fast", { 44100.0, -2.0, 0.0005, 0.001, 1.0, 12.0, true, false } },
	{ "96 kHz", { 96000.0, -1.0, 0.001, 0.05, 1.0, 0.0, false, false } },
	{ "192 kHz", { 192000.0, -0.5, 0.005, 0.05, 1.0, 0.0, false, false } },
};

/* The sincs are short and long: a detector that is made for one length misses the others by tenths of a dB. */
static const int sinc_halves[] = { 10, 20, 32, 56, 128 };

static void check_true_peak(const char *name, const struct limiter_take *take, const char *signal, const int *halves,
			    size_t count)
{
	const double ceiling = ceiling_of(&take->settings);
	const double heard = meter_ebur128(take->out[0], take->frames, take->settings.sample_rate);
	cr_expect_leq(decibels_over(heard, ceiling), TRUE_PEAK_LIMIT_DB, "%s, %s: libebur128 reads %+.4f dB", name,
		      signal, decibels_over(heard, ceiling));
	for (size_t i = 0; i < count; i++) {
		const double read = meter_sinc_32x(take->out[0], take->frames, halves[i]);
		cr_expect_leq(decibels_over(read, ceiling), TRUE_PEAK_LIMIT_DB,
			      "%s, %s: a sinc of %d taps reads %+.4f dB", name, signal, 2 * halves[i],
			      decibels_over(read, ceiling));
	}
}

Test(limiter_ceiling, true_peaks)
{
	for (size_t i = 0; i < sizeof true_peak_rows / sizeof true_peak_rows[0]; i++)
		for (const struct limiter_signal *signal = limiter_signals; signal->name; signal++) {
			struct limiter_take take = limiter_take_new(true_peak_rows[i].settings, 1, 1, FRAMES);
			signal->fill(take.in[0], FRAMES - REST, 3);
			limiter_render(&take, (struct limiter_mode){ 0 });
			check_true_peak(true_peak_rows[i].name, &take, signal->name, sinc_halves, 5);
			limiter_take_release(&take);
		}
}

/* The readings of the signals themselves are those of the literature: a meter that reads low would prove nothing. */
Test(limiter_ceiling, meters)
{
	static const struct {
		const char *signal;
		double least_db, most_db;
	} rows[] = {
		{ "EBU 3341 case 19", 3.0, 3.2 }, /* its onset rings */
		{ "burst of 8", 6.5, 6.6 }, /* +6.58 dBTP */
		{ "burst of 32", 9.4, 9.6 }, /* +9.59 under an endless sinc */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (const struct limiter_signal *signal = limiter_signals; signal->name; signal++) {
			if (strcmp(signal->name, rows[i].signal) != 0)
				continue;
			struct limiter_take take = limiter_take_new(limiter_defaults, 1, 1, FRAMES);
			signal->fill(take.in[0], FRAMES - REST, 3);
			const double read = decibels_over(meter_sinc_32x(take.in[0], FRAMES, 128), 1.0);
			cr_expect(read >= rows[i].least_db && read <= rows[i].most_db, "%s reads %.3f dB", signal->name,
				  read);
			limiter_take_release(&take);
		}
}

static double within(uint64_t *seed, double least, double greatest)
{
	return least + (greatest - least) * (0.5 + 0.5 * harness_noise(seed));
}

static struct limiter_settings random_settings(uint64_t *seed)
{
	return (struct limiter_settings){
		.sample_rate = harness_noise(seed) < 0.0 ? 44100.0 : 48000.0,
		.ceiling = within(seed, -12.0, 0.0),
		.lookahead = 0.0005 * pow(20.0, within(seed, 0.0, 1.0)),
		.release = 0.001 * pow(200.0, within(seed, 0.0, 1.0)),
		.link = 1.0,
		.gain = within(seed, -6.0, 12.0),
		.fixed = harness_noise(seed) < 0.0,
		.sample_peak = harness_noise(seed) < -0.6,
	};
}

Test(limiter_ceiling, random_mischief)
{
	static const int halves[] = { 12, 32, 64 };
	for (uint64_t take_seed = 1; take_seed <= RANDOM_TAKES; take_seed++) {
		uint64_t seed = 1000 * take_seed;
		struct limiter_take take = limiter_take_new(random_settings(&seed), 1, 1, RANDOM_FRAMES);
		char name[32];
		snprintf(name, sizeof name, "seed %u", (unsigned)take_seed);
		fill_mischief(take.in[0], RANDOM_FRAMES - 1800, take_seed);
		limiter_render(&take, (struct limiter_mode){ 0 });
		const double peak = harness_peak(take.out[0], RANDOM_FRAMES);
		cr_expect_leq(peak, ceiling_of(&take.settings) * rounding, "%s: samples at %.3g", name, peak);
		if (!take.settings.sample_peak)
			check_true_peak(name, &take, "mischief", halves, 3);
		limiter_take_release(&take);
	}
}

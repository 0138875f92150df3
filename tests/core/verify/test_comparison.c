/* stemprint tests: differences of two sounds, against their formulas.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"
#include "verify/comparison.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { FRAMES = 96000, CHANNELS = 2 };

static const double pi = 3.14159265358979323846;
static double old[CHANNELS][FRAMES], now[CHANNELS][FRAMES];
static const volatile sig_atomic_t never;

/* A tone of 1 kHz at -20 dBFS peak, the right side softer. */
static void fill(void)
{
	for (size_t i = 0; i < FRAMES; i++) {
		old[0][i] = 0.1 * sin(2.0 * pi * 1000.0 * (double)i / 48000.0);
		old[1][i] = 0.5 * old[0][i];
	}
	memcpy(now, old, sizeof old);
}

static struct comparison compare(size_t new_channels, size_t new_frames)
{
	struct source *sources[] = {
		memory_source_new((const double *const[]){ old[0], old[1] }, CHANNELS, FRAMES, 48000.0),
		memory_source_new((const double *const[]){ now[0], now[1] }, new_channels, new_frames, 48000.0),
	};
	struct comparison comparison;
	size_t failed;
	cr_assert_eq(comparison_run(sources, &never, &comparison, &failed), STATUS_OK);
	for (size_t i = 0; i < COMPARISON_SIDES; i++)
		sources[i]->free(sources[i]);
	return comparison;
}

Test(comparison, of_equal_sounds_finds_nothing)
{
	fill();
	const struct comparison comparison = compare(CHANNELS, FRAMES);
	cr_expect(comparison.subtracted);
	cr_expect_eq(comparison.first, COMPARISON_NOWHERE);
	cr_expect_eq(comparison.peak_dbfs, -(double)INFINITY);
	cr_expect_eq(comparison.rms_dbfs, -(double)INFINITY);
	for (size_t band = 0; band < THIRD_OCTAVE_BANDS; band++)
		cr_expect_eq(comparison_band(&comparison, band), 0.0);
}

/* One sample of one side: the peak is that sample, its power lies on all samples. */
Test(comparison, finds_one_sample)
{
	fill();
	now[1][54321] += 0.001;
	const struct comparison comparison = compare(CHANNELS, FRAMES);
	cr_expect_eq(comparison.first, 54321);
	cr_expect_float_eq(comparison.peak_dbfs, -60.0, 1e-6);
	cr_expect_float_eq(comparison.rms_dbfs, -60.0 - 10.0 * log10(CHANNELS * FRAMES), 1e-6);
}

/* A gain of 2 leaves the sound itself. The third octave of 1 kHz is the 17th. A sine has 3.01 dB less rms than peak;
   by AES17 its rms is its peak; both sides together have (1 + 1/4) / 2 of the power of the left one. */
Test(comparison, finds_a_gain)
{
	fill();
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			now[channel][i] *= 2.0;
	const struct comparison comparison = compare(CHANNELS, FRAMES);
	const double both = 10.0 * log10(0.625);
	cr_expect_eq(comparison.first, 1);
	cr_expect_float_eq(comparison.peak_dbfs, -20.0, 1e-3);
	cr_expect_float_eq(comparison.rms_dbfs, -20.0 - 10.0 * log10(2.0) + both, 1e-3);
	cr_expect_float_eq(comparison.sounds[COMPARISON_OLD].rms_dbfs, -20.0 + both, 0.02);
	const double gain_db = 20.0 * log10(2.0);
	cr_expect_float_eq(comparison.sounds[COMPARISON_NEW].rms_dbfs - comparison.sounds[COMPARISON_OLD].rms_dbfs,
			   gain_db, 1e-6);
	cr_expect_float_eq(comparison.sounds[COMPARISON_NEW].loudness.integrated_lufs -
				   comparison.sounds[COMPARISON_OLD].loudness.integrated_lufs,
			   gain_db, 0.01);
	cr_expect_float_eq(comparison_band(&comparison, 16), gain_db, 1e-6);
	cr_expect_eq(comparison_band(&comparison, 29), 0.0);
}

/* The shorter one ends in silence: what it lacks is the difference. */
Test(comparison, finds_what_a_shorter_one_lacks)
{
	fill();
	for (size_t i = 90001; i < FRAMES; i++)
		old[0][i] = old[1][i] = 0.0;
	old[0][95000] = 0.25;
	const struct comparison comparison = compare(CHANNELS, 90001);
	cr_expect_eq(comparison.sounds[COMPARISON_NEW].frames, 90001);
	cr_expect_eq(comparison.first, 95000);
	cr_expect_float_eq(comparison.peak_dbfs, 20.0 * log10(0.25), 1e-9);
	cr_expect_float_eq(comparison.rms_dbfs, 10.0 * log10(0.0625 / (CHANNELS * FRAMES)), 1e-9);
}

Test(comparison, subtracts_nothing_of_other_channels)
{
	fill();
	const struct comparison comparison = compare(1, FRAMES);
	cr_expect_not(comparison.subtracted);
	cr_expect(isnan(comparison.peak_dbfs));
	cr_expect_eq(comparison.sounds[COMPARISON_NEW].channels, 1);
	cr_expect_float_eq(comparison.sounds[COMPARISON_NEW].rms_dbfs, -20.0, 0.02);
}

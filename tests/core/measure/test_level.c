/* stemprint tests: rms, correlation, and gain reduction.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/gain_reduction.h"
#include "measure/level.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { FRAMES = 48000 };

static double *tone(double peak, double turns)
{
	double *samples = samples_new(FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = peak * sin(2.0 * 3.14159265358979323846 * ((double)i / 48.0 + turns));
	return samples;
}

static struct level level_of(const double *left, const double *right)
{
	struct level_meter meter = { 0 };
	const double *columns[] = { left, right };
	for (size_t done = 0; done < FRAMES; done += 12000) {
		const double *block[] = { columns[0] + done, right ? columns[1] + done : NULL };
		level_add(&meter, block, right ? 2 : 1, 12000);
	}
	return level_read(&meter);
}

/* A full-scale sine is the reference of AES17. All channels count alike: one silent channel of two makes 3.01 dB less.
 */
Test(level, rms_of_sines)
{
	double *full = tone(1.0, 0.0), *half = tone(0.5, 0.0), *none = samples_new(FRAMES);
	cr_expect_float_eq(level_of(full, NULL).rms_dbfs, 0.0, 1e-9);
	cr_expect_float_eq(level_of(half, NULL).rms_dbfs, -6.0206, 1e-4);
	cr_expect_float_eq(level_of(full, full).rms_dbfs, 0.0, 1e-9);
	cr_expect_float_eq(level_of(full, none).rms_dbfs, -3.0103, 1e-4);
	cr_expect(isnan(level_of(none, none).rms_dbfs));
	free(full);
	free(half);
	free(none);
}

/* The correlation of two sines is the cosine of the angle between them, at any levels. */
Test(level, correlation_of_sines)
{
	static const double rows[][2] = { { 0.0, 1.0 }, { 0.5, -1.0 }, { 0.25, 0.0 }, { 1.0 / 6.0, 0.5 } };
	double *left = tone(1.0, 0.0), *none = samples_new(FRAMES);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double *right = tone(0.01, rows[i][0]);
		cr_expect_float_eq(level_of(left, right).correlation, rows[i][1], 1e-12, "row %zu", i);
		free(right);
	}
	cr_expect(isnan(level_of(left, none).correlation));
	cr_expect(isnan(level_of(left, NULL).correlation));
	free(left);
	free(none);
}

static struct gain_reduction reduction_of(const double *before, const double *after, size_t block)
{
	struct gain_reduction_meter meter;
	gain_reduction_init(&meter, 48000.0, 1.0);
	for (size_t done = 0; done < FRAMES; done += block) {
		const double *in[] = { before + done }, *out[] = { after + done };
		gain_reduction_add(&meter, in, out, 1, FRAMES - done < block ? FRAMES - done : block);
	}
	return gain_reduction_read(&meter);
}

/* The gain is -12 dB for a quarter of the time, -0.05 dB for another, else 0 dB. It changes at the ends of windows. */
Test(gain_reduction, most_mean_and_share)
{
	double *before = tone(0.5, 0.0), *after = samples_new(FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		after[i] = before[i] * (i < 12000 ? pow(10.0, -0.6) : i < 24000 ? pow(10.0, -0.0025) : 1.0);
	static const size_t blocks[] = { 1, 37, 4096, FRAMES };
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		const struct gain_reduction reduction = reduction_of(before, after, blocks[i]);
		cr_expect_float_eq(reduction.most_db, 12.0, 1e-9);
		cr_expect_float_eq(reduction.mean_db, 3.0 + 0.0125, 1e-9);
		cr_expect_float_eq(reduction.share, 0.25, 1e-12);
	}
	free(before);
	free(after);
}

/* Windows under -70 dBFS do not count, and without louder ones there is no reading. Turning up reads negative. */
Test(gain_reduction, silence_and_makeup)
{
	double *before = tone(0.5, 0.0), *after = samples_new(FRAMES), *quiet = tone(1e-4, 0.0);
	const struct gain_reduction silent = reduction_of(quiet, after, 1000);
	cr_expect(isnan(silent.most_db) && isnan(silent.mean_db) && isnan(silent.share));
	const struct gain_reduction closed = reduction_of(before, after, 1000);
	cr_expect_eq(closed.most_db, 200.0);
	for (size_t i = 0; i < FRAMES; i++)
		after[i] = 2.0 * before[i];
	const struct gain_reduction louder = reduction_of(before, after, 1000);
	cr_expect_float_eq(louder.most_db, -6.0206, 1e-4);
	cr_expect_eq(louder.share, 0.0);
	free(before);
	free(after);
	free(quiet);
}

/* Tests that shaped noise has the spectrum and the level of its published weights.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/noise_shaper.h"

#include "dsp/split_mix.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(noise_shaper, .timeout = 60);

enum { FRAMES = 1 << 18, LAGS = 12 };

/* The rises are those of oracles.md, "Dither and noise shaping". */
static const struct {
	const char *name;
	const struct noise_weights *weights;
	double rise_db;
} rows[] = {
	{ "wannamaker-3", &noise_weights_wannamaker_3, 6.64 },
	{ "lipshitz-5", &noise_weights_lipshitz_5, 12.19 },
	{ "wannamaker-9", &noise_weights_wannamaker_9, 18.40 },
};

enum { ROWS = sizeof rows / sizeof *rows };

static double in[FRAMES], errors[FRAMES];
static int32_t out[FRAMES];

/* Fills `errors` with what 16 bits add to `in`, in steps. */
static size_t round_all(const struct noise_weights *weights)
{
	struct noise_shaper shaper = { .weights = weights };
	const size_t clipped = noise_shaper_quantise(&shaper, in, 7, 1000, out, FRAMES, 16);
	for (size_t i = 0; i < FRAMES; i++)
		errors[i] = out[i] - in[i] * 0x1p15;
	return clipped;
}

static double coefficient(const struct noise_weights *weights, size_t k)
{
	if (k == 0)
		return 1.0;
	return k <= weights->count ? -weights->weights[k - 1] : 0.0;
}

static void fill_tone(double steps)
{
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = steps * 0x1p-15 * sin(0.0211 * (double)i);
}

Test(noise_shaper, rises_by_what_theory_says)
{
	for (size_t r = 0; r < ROWS; r++) {
		double power = 0.0;
		fill_tone(9000.0);
		cr_assert_eq(round_all(rows[r].weights), 0u);
		for (size_t i = 0; i < FRAMES; i++)
			power += errors[i] * errors[i] / FRAMES;
		cr_expect_leq(fabs(10.0 * log10(power / 0.25) - rows[r].rise_db), 0.1, "%s: %.3f dB", rows[r].name,
			      10.0 * log10(power / 0.25));
		cr_expect_leq(fabs(10.0 * log10(noise_weights_power(rows[r].weights)) - rows[r].rise_db), 0.05);
	}
}

/* The autocorrelation of the error is 3/12 of that of the weights, whatever the sound is: this gives the spectrum, and
   leaves room neither for tones nor for a level that follows the sound. */
Test(noise_shaper, spectrum_is_that_of_the_weights)
{
	static const double levels[] = { 0.0, 0.3, 2.0, 20000.0 };
	for (size_t r = 0; r < ROWS; r++)
		for (size_t level = 0; level < sizeof levels / sizeof *levels; level++) {
			const double power = noise_weights_power(rows[r].weights) / 4.0;
			fill_tone(levels[level]);
			round_all(rows[r].weights);
			for (size_t lag = 0; lag <= LAGS; lag++) {
				double sum = 0.0, theory = 0.0;
				for (size_t i = lag; i < FRAMES; i++)
					sum += errors[i] * errors[i - lag] / FRAMES;
				for (size_t k = 0; k + lag <= NOISE_SHAPER_WEIGHTS; k++)
					theory += coefficient(rows[r].weights, k) *
						  coefficient(rows[r].weights, k + lag) / 4.0;
				cr_expect_leq(fabs(sum - theory), 0.012 * power, "%s, %g steps, lag %zu: %g, not %g",
					      rows[r].name, levels[level], lag, sum, theory);
			}
		}
}

/* The mean log magnitude of an optimal shaper is 0 (Gerzon and Craven). A wrong digit in the weights would show. */
Test(noise_shaper, weights_are_minimum_phase)
{
	enum { POINTS = 1 << 14 };
	for (size_t r = 0; r < ROWS; r++) {
		double mean = 0.0;
		for (size_t point = 0; point < POINTS; point++) {
			const double w = M_PI * ((double)point + 0.5) / POINTS;
			double real = 0.0, imaginary = 0.0;
			for (size_t k = 0; k <= NOISE_SHAPER_WEIGHTS; k++) {
				real += coefficient(rows[r].weights, k) * cos(w * (double)k);
				imaginary -= coefficient(rows[r].weights, k) * sin(w * (double)k);
			}
			mean += 20.0 * log10(hypot(real, imaginary)) / POINTS;
		}
		cr_expect_leq(fabs(mean), 0.01, "%s: %g dB", rows[r].name, mean);
	}
}

Test(noise_shaper, largest_error_keeps_its_bound)
{
	for (size_t r = 0; r < ROWS; r++) {
		const double bound = 1.5 * noise_weights_peak(rows[r].weights);
		double most = 0.0;
		fill_tone(9000.0);
		round_all(rows[r].weights);
		for (size_t i = 0; i < FRAMES; i++)
			most = fmax(most, fabs(errors[i]));
		cr_expect(most <= bound && most > 0.5 * bound, "%s: %g of %g", rows[r].name, most, bound);
	}
}

Test(noise_shaper, result_does_not_depend_on_cuts)
{
	static const size_t cuts[] = { 1, 7, 255, 257, 5000 };
	static int32_t whole[20000], cut[20000];
	fill_tone(9000.0);
	for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
		struct noise_shaper one = { .weights = &noise_weights_wannamaker_9 }, other = one;
		noise_shaper_quantise(&one, in, 3, 50, whole, 20000, 16);
		for (size_t i = 0; i < 20000; i += cuts[c])
			noise_shaper_quantise(&other, in + i, 3, 50 + i, cut + i,
					      20000 - i < cuts[c] ? 20000 - i : cuts[c], 16);
		cr_expect_eq(memcmp(whole, cut, sizeof whole), 0, "cuts of %zu", cuts[c]);
	}
}

/* After samples far over full scale the noise is what it is elsewhere. */
Test(noise_shaper, stays_calm_after_clipping)
{
	static const double loud[] = { 1.1, -3.0, 1e30, -1e300, (double)NAN };
	fill_tone(9000.0);
	for (size_t i = 0; i < 1000; i++)
		in[i] = loud[i % 5];
	cr_expect_eq(round_all(&noise_weights_wannamaker_9), 1000u);
	const double bound = 1.5 * noise_weights_peak(&noise_weights_wannamaker_9);
	for (size_t i = 1000 + NOISE_SHAPER_WEIGHTS; i < FRAMES; i++)
		cr_assert_leq(fabs(errors[i]), bound, "frame %zu", i);
}

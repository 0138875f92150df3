/* stemprint tests: the true peak read by halves is the true peak.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/true_peak.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TAPS = 49, DELAYS = 25 };

/* The filter is as libebur128 1.2.6 documents it: a sinc of 49 taps under a Hann window. */
static double tap(unsigned factor, unsigned j)
{
	double x = M_PI * ((double)j - (TAPS - 1) / 2.0) / factor;
	double sinc = fabs(x) < 1e-12 ? 1.0 : sin(x) / x;
	return sinc * 0.5 * (1.0 - cos(2.0 * M_PI * j / (TAPS - 1)));
}

/* Computes the three sums of one phase again: w is the line of equal sum and first moment, g the double sum of the
   rest. */
static struct true_peak_bound derive(unsigned factor, unsigned phase)
{
	double left[DELAYS + 1] = { 0.0 };
	double sum = 0.0, moment = 0.0;
	struct true_peak_bound bound = { .factor = factor };
	for (unsigned j = phase, k = 0; j < TAPS; j += factor, k++) {
		left[k] = tap(factor, j);
		sum += left[k];
		moment += k * left[k];
		bound.absolute += fabs(left[k]);
	}
	size_t before = (size_t)floor(moment / sum);
	double first = sum * (double)(before + 1) - moment;
	left[before] -= first;
	left[before + 1] -= sum - first;
	bound.level = fabs(first) + fabs(sum - first);
	double once = 0.0, twice = 0.0;
	for (size_t k = 0; k <= DELAYS; k++) {
		once += left[k];
		twice += once;
		bound.curvature += fabs(twice);
	}
	cr_expect(fabs(once) + fabs(twice) < 1e-12);
	return bound;
}

Test(true_peak, bounds_are_the_sums_of_the_filter)
{
	static const double rates[] = { 48000.0, 96000.0 };
	for (size_t r = 0; r < 2; r++) {
		const struct true_peak_bound *bound = true_peak_bound(rates[r]);
		struct true_peak_bound most = { 0 };
		for (unsigned phase = 1; phase < bound->factor; phase++) {
			struct true_peak_bound found = derive(bound->factor, phase);
			most.absolute = fmax(most.absolute, found.absolute);
			most.level = fmax(most.level, found.level);
			most.curvature = fmax(most.curvature, found.curvature);
		}
		cr_expect(bound->absolute >= most.absolute);
		cr_expect(bound->level >= most.level);
		cr_expect(bound->curvature >= most.curvature);
		cr_expect(bound->absolute - most.absolute < 2e-6);
		cr_expect(bound->level - most.level < 2e-6);
		cr_expect(bound->curvature - most.curvature < 2e-6);
	}
	cr_expect(!true_peak_bound(192000.0));
}

static double plain_reading(const double *samples, size_t count, unsigned long rate)
{
	ebur128_state *state = ebur128_init(1, rate, EBUR128_MODE_TRUE_PEAK);
	cr_assert(state);
	cr_assert(ebur128_add_frames_double(state, samples, count) == EBUR128_SUCCESS);
	double peak;
	cr_assert(ebur128_true_peak(state, 0, &peak) == EBUR128_SUCCESS);
	ebur128_destroy(&state);
	return peak;
}

/* The linked library has the filter for which the bounds are made: sign(h) drives a phase to its sum |h|. */
Test(true_peak, the_library_reaches_its_bounds)
{
	static const unsigned long rates[] = { 48000, 96000 };
	for (size_t r = 0; r < 2; r++) {
		const struct true_peak_bound *bound = true_peak_bound((double)rates[r]);
		double most = 0.0;
		for (unsigned phase = 1; phase < bound->factor; phase++) {
			double samples[64] = { 0.0 };
			for (unsigned j = phase, k = 0; j < TAPS; j += bound->factor, k++)
				samples[30 - k] = tap(bound->factor, j) < 0.0 ? -1.0 : 1.0;
			most = fmax(most, plain_reading(samples, 64, rates[r]));
		}
		cr_expect(fabs(most - bound->absolute) <= 2e-6, "%lu Hz: %.8f", rates[r], most);
	}
}

/* Reads in cuts of all lengths. */
static double our_reading(const double *samples, size_t count, double rate, size_t *readings)
{
	struct true_peak_meter *meter;
	cr_assert(true_peak_new(1, rate, &meter) == STATUS_OK);
	for (size_t done = 0, cut = 1; done < count; cut = cut * 5 % 4099 + 1) {
		size_t frames = count - done < cut ? count - done : cut;
		const double *column = samples + done;
		cr_assert(true_peak_add(meter, &column, frames) == STATUS_OK);
		done += frames;
	}
	double peak;
	cr_assert(true_peak_read(meter, &peak) == STATUS_OK);
	*readings = true_peak_readings(meter);
	true_peak_free(meter);
	return peak;
}

static void expect_equal(const double *samples, size_t count, const char *what)
{
	static const unsigned long rates[] = { 44100, 48000, 88200, 96000, 192000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		size_t readings;
		double ours = our_reading(samples, count, (double)rates[r], &readings);
		double plain = plain_reading(samples, count, rates[r]);
		double off = ours == plain ? 0.0 : fabs(20.0 * log10(ours / plain));
		cr_expect(off <= 1e-9, "%s at %lu Hz: %.9f, plain %.9f", what, rates[r], ours, plain);
	}
}

Test(true_peak, equal_on_noise)
{
	double *samples = samples_new(50000);
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct noise noise = { seed };
		for (size_t i = 0; i < 50000; i++)
			samples[i] = 0.3 * noise_gauss(&noise);
		expect_equal(samples, 50000, "gaussian");
		for (size_t i = 0; i < 50000; i++)
			samples[i] = fmax(-1.0, fmin(1.0, 8.0 * samples[i]));
		expect_equal(samples, 50000, "clipped");
		for (size_t i = 0; i < 50000; i++)
			samples[i] = noise_uniform(&noise) < 0.0 ? -1.0 : 1.0;
		expect_equal(samples, 50000, "signs");
		expect_equal(samples, 1 + (size_t)seed * 7, "short");
	}
	free(samples);
}

/* Makes a second-order resonance that wanders: as smooth as music, with peaks of every height. */
Test(true_peak, equal_on_resonances)
{
	double *samples = samples_new(100000);
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct noise noise = { seed };
		double angle = M_PI * (double)seed / 12.5;
		for (size_t i = 2; i < 100000; i++)
			samples[i] = 1.98 * cos(angle) * samples[i - 1] - 0.9801 * samples[i - 2] + noise_gauss(&noise);
		samples_scale(samples, 100000, 0.9 / samples_peak(samples, 100000));
		expect_equal(samples, 100000, "resonance");
	}
	free(samples);
}

Test(true_peak, equal_on_tones)
{
	static const double cycles[] = { 0.25, 0.2, 1.0 / 6.0, 0.45, 0.49, 0.499, 0.0208, 1e-4 };
	double *samples = samples_new(20000);
	for (size_t c = 0; c < sizeof cycles / sizeof cycles[0]; c++) {
		for (size_t phase = 0; phase < 8; phase++) {
			for (size_t i = 0; i < 20000; i++)
				samples[i] = sin(2.0 * M_PI * cycles[c] * (double)i + (double)phase * M_PI / 8.0);
			expect_equal(samples, 20000, "tone");
		}
	}
	free(samples);
}

/* sign(sinc(n - 1/2)) are the samples that drive an ideal interpolator highest. They stand over a bed of noise, at
   every position in a block. */
Test(true_peak, equal_on_sign_bursts)
{
	static const size_t taps[] = { 8, 32, 64, 1024 };
	double *samples = samples_new(8000);
	for (size_t t = 0; t < sizeof taps / sizeof taps[0]; t++) {
		for (size_t shift = 0; shift < 64; shift++) {
			struct noise noise = { shift };
			for (size_t i = 0; i < 8000; i++)
				samples[i] = 0.9 * noise_uniform(&noise);
			for (size_t k = 0; k < taps[t]; k++) {
				double at = (double)k - (double)(taps[t] / 2) + 0.5;
				samples[3000 + 11 * shift + k] = sin(M_PI * at) / at < 0.0 ? -1.0 : 1.0;
			}
			expect_equal(samples, 8000, "burst");
		}
	}
	free(samples);
}

/* The peak lies between silence, at the very start, and where the end cuts it off. */
Test(true_peak, equal_at_the_edges)
{
	double samples[600] = { 0.0 };
	for (size_t at = 0; at < 600; at += 13) {
		memset(samples, 0, sizeof samples);
		for (size_t i = at; i < at + 9 && i < 600; i++)
			samples[i] = (i - at) % 2 ? -1.0 : 1.0;
		expect_equal(samples, 600, "edge");
	}
	memset(samples, 0, sizeof samples);
	expect_equal(samples, 600, "silence");
}

/* BS.1770-5 Annex 2: a 4x meter reads the peak of a tone at fs/4, which lies between samples, within 0.169 dB. */
Test(true_peak, a_quarter_rate_tone_between_its_samples)
{
	double *samples = samples_new(48000);
	for (size_t i = 0; i < 48000; i++)
		samples[i] = sqrt(0.5) * (i / 2 % 2 ? -1.0 : 1.0);
	size_t readings;
	double peak = 20.0 * log10(our_reading(samples, 48000, 48000.0, &readings));
	cr_expect(fabs(peak - 0.0) <= 0.169);
	cr_expect(readings < 8);
	free(samples);
}

/* A long smooth signal costs a handful of readings, and not one for each block. */
Test(true_peak, few_blocks_are_read)
{
	double *samples = samples_new(480000);
	struct noise noise = { 3 };
	for (size_t i = 1; i < 480000; i++)
		samples[i] = 0.99 * samples[i - 1] + 0.01 * noise_gauss(&noise);
	size_t readings;
	double ours = our_reading(samples, 480000, 48000.0, &readings);
	cr_expect(fabs(20.0 * log10(ours / plain_reading(samples, 480000, 48000)) - 0.0) <= 1e-9);
	cr_expect(readings < 40, "%zu readings", readings);
	free(samples);
}

Test(true_peak, the_largest_channel_counts)
{
	double left[500] = { 0.0 }, right[500] = { 0.0 };
	right[400] = -0.5;
	right[401] = -0.5;
	const double *columns[] = { left, right };
	struct true_peak_meter *meter;
	cr_assert(true_peak_new(2, 48000.0, &meter) == STATUS_OK);
	cr_assert(true_peak_add(meter, columns, 500) == STATUS_OK);
	double peak;
	cr_assert(true_peak_read(meter, &peak) == STATUS_OK);
	cr_expect(fabs(peak - (plain_reading(right, 500, 48000))) <= 1e-12);
	true_peak_free(meter);
}

Test(true_peak, refuses_what_the_library_cannot_take)
{
	struct true_peak_meter *meter;
	cr_expect(true_peak_new(65, 48000.0, &meter) == STATUS_LIMIT);
	cr_expect(true_peak_new(0, 48000.0, &meter) == STATUS_LIMIT);
	cr_expect(true_peak_new(1, 3000.0, &meter) == STATUS_LIMIT);
	cr_expect(true_peak_new(1, 1e9, &meter) == STATUS_LIMIT);
	cr_expect(true_peak_new(1, (double)NAN, &meter) == STATUS_LIMIT);
	true_peak_free(NULL);
}

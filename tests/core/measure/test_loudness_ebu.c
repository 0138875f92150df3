/* stemprint tests: the minimum requirements of EBU Tech 3341 (cases 1-6, 9-23) and Tech 3342 (cases 1-4), their signals
   made here. SPDX-License-Identifier: GPL-3.0-or-later

   Cases 7 and 8 are left out: they are recordings that the EBU hands out. */
#include "measure/loudness_meter.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static double rate; /* Hz; the cases run at several */

/* The rate for which the documents give their tones as parts of fs. */
static const double tabled_rate = 48000.0;

static struct loudness_meter *meter_new(size_t channels)
{
	struct loudness_meter *meter;
	cr_assert(loudness_meter_new(channels, rate, &meter) == STATUS_OK);
	return meter;
}

static void add(struct loudness_meter *meter, const double *const *columns, size_t channels, size_t first, size_t end)
{
	const double *block[6];
	for (size_t channel = 0; channel < channels; channel++)
		block[channel] = columns[channel] + first;
	cr_assert(loudness_meter_add(meter, block, end - first) == STATUS_OK);
}

static struct loudness read_meter(struct loudness_meter *meter)
{
	struct loudness loudness;
	cr_assert(loudness_meter_read(meter, &loudness) == STATUS_OK);
	return loudness;
}

static struct loudness of_stereo(const double *samples, size_t frames)
{
	struct loudness_meter *meter = meter_new(2);
	const double *columns[] = { samples, samples };
	add(meter, columns, 2, 0, frames);
	struct loudness loudness = read_meter(meter);
	loudness_meter_free(meter);
	return loudness;
}

static struct loudness of_stretches(const struct stretch *stretches, size_t count)
{
	size_t position = 0;
	size_t frames = stretches_frames(stretches, count, rate);
	double *samples = samples_new(frames);
	samples_stretches(samples, &position, stretches, count, rate);
	struct loudness loudness = of_stereo(samples, frames);
	free(samples);
	return loudness;
}

enum { STRETCHES = 5 };

static const struct integrated_case {
	int number;
	struct stretch stretches[STRETCHES];
	double lufs;
} integrated_cases[] = {
	{ 1, { { -23.0, 20.0 } }, -23.0 },
	{ 2, { { -33.0, 20.0 } }, -33.0 },
	{ 3, { { -36.0, 10.0 }, { -23.0, 60.0 }, { -36.0, 10.0 } }, -23.0 },
	{ 4, { { -72.0, 10.0 }, { -36.0, 10.0 }, { -23.0, 60.0 }, { -36.0, 10.0 }, { -72.0, 10.0 } }, -23.0 },
	{ 5, { { -26.0, 20.0 }, { -20.0, 20.1 }, { -26.0, 20.0 } }, -23.0 },
};

static void ebu_3341_cases_1_to_5(void)
{
	for (size_t i = 0; i < sizeof integrated_cases / sizeof integrated_cases[0]; i++) {
		const struct integrated_case *row = &integrated_cases[i];
		struct loudness loudness = of_stretches(row->stretches, STRETCHES);
		cr_expect(fabs(loudness.integrated_lufs - row->lufs) <= 0.1, "case %d: %.3f", row->number,
			  loudness.integrated_lufs);
		if (row->number > 2)
			continue;
		cr_expect(fabs(loudness.momentary_max_lufs - row->lufs) <= 0.1, "case %d", row->number);
		cr_expect(fabs(loudness.short_term_max_lufs - row->lufs) <= 0.1, "case %d", row->number);
	}
}

/* L and R have -28 dBFS, C -24, Ls and Rs -30, in 5.0 and in 5.1. */
static void ebu_3341_case_6(void)
{
	static const double levels_5[] = { -28.0, -28.0, -24.0, -30.0, -30.0 };
	static const double levels_6[] = { -28.0, -28.0, -24.0, -(double)INFINITY, -30.0, -30.0 };
	static const double *const levels[] = { levels_5, levels_6 };
	size_t frames = (size_t)(20.0 * rate);
	for (size_t form = 0; form < 2; form++) {
		size_t channels = 5 + form;
		double *columns[6];
		for (size_t channel = 0; channel < channels; channel++) {
			size_t position = 0;
			columns[channel] = samples_new(frames);
			samples_stretches(columns[channel], &position, &(struct stretch){ levels[form][channel], 20.0 },
					  1, rate);
		}
		struct loudness_meter *meter = meter_new(channels);
		add(meter, (const double *const *)columns, channels, 0, frames);
		cr_expect(fabs(read_meter(meter).integrated_lufs + 23.0) <= 0.1, "%zu channels", channels);
		loudness_meter_free(meter);
		for (size_t channel = 0; channel < channels; channel++)
			free(columns[channel]);
	}
}

/* Case 9 has -20 dBFS for 1.34 s and -30 dBFS for 1.66 s, five times: short-term loudness stays at -23 after 3 s. Case
   12 has 0.18 s and 0.22 s, 25 times: momentary loudness stays at -23 after 1 s. The maximum is -23 at any reading. */
static void ebu_3341_cases_9_and_12(void)
{
	static const struct {
		struct stretch stretches[2];
		double from;
		size_t repeats;
	} rows[] = { { { { -20.0, 1.34 }, { -30.0, 1.66 } }, 3.0, 5 },
		     { { { -20.0, 0.18 }, { -30.0, 0.22 } }, 1.0, 25 } };
	for (size_t r = 0; r < 2; r++) {
		size_t frames = rows[r].repeats * stretches_frames(rows[r].stretches, 2, rate);
		double *samples = samples_new(frames);
		size_t position = 0;
		for (size_t repeat = 0; repeat < rows[r].repeats; repeat++)
			samples_stretches(samples, &position, rows[r].stretches, 2, rate);
		struct loudness_meter *meter = meter_new(2);
		const double *columns[] = { samples, samples };
		const size_t chunk = (size_t)(0.1 * rate);
		for (size_t done = 0; done < frames; done += chunk) {
			add(meter, columns, 2, done, done + chunk < frames ? done + chunk : frames);
			struct loudness loudness = read_meter(meter);
			double found = r == 0 ? loudness.short_term_max_lufs : loudness.momentary_max_lufs;
			if ((double)(done + chunk) >= rows[r].from * rate)
				cr_expect(fabs(found + 23.0) <= 0.1, "case %d: %.3f", r == 0 ? 9 : 12, found);
		}
		loudness_meter_free(meter);
		free(samples);
	}
}

/* Cases 10 and 13 have a burst as long as the window, from 20 starting points. */
static void ebu_3341_cases_10_and_13(void)
{
	for (int i = 0; i < 20; i++) {
		const struct stretch long_burst[] = { { -(double)INFINITY, i * 0.15 },
						      { -23.0, 3.0 },
						      { -(double)INFINITY, 1.0 } };
		const struct stretch short_burst[] = { { -(double)INFINITY, i * 0.02 },
						       { -23.0, 0.4 },
						       { -(double)INFINITY, 1.0 } };
		double short_term = of_stretches(long_burst, 3).short_term_max_lufs;
		double momentary = of_stretches(short_burst, 3).momentary_max_lufs;
		cr_expect(fabs(short_term + 23.0) <= 0.1, "case 10-%d: %.3f", i + 1, short_term);
		cr_expect(fabs(momentary + 23.0) <= 0.1, "case 13-%d: %.3f", i + 1, momentary);
	}
}

/* Cases 11 and 14 have twenty bursts in one file, from -38 dBFS, each 1 dB louder than the one before. */
static void ebu_3341_cases_11_and_14(void)
{
	static const struct {
		double window, shift;
	} rows[] = { { 3.0, 0.15 }, { 0.4, 0.02 } };
	for (size_t r = 0; r < 2; r++) {
		struct loudness_meter *meter = meter_new(2);
		for (int i = 0; i < 20; i++) {
			const struct stretch burst[] = { { -(double)INFINITY, i * rows[r].shift },
							 { -38.0 + i, rows[r].window },
							 { -(double)INFINITY, rows[r].window - i * rows[r].shift } };
			size_t frames = stretches_frames(burst, 3, rate), position = 0;
			double *samples = samples_new(frames);
			samples_stretches(samples, &position, burst, 3, rate);
			const double *columns[] = { samples, samples };
			add(meter, columns, 2, 0, frames);
			free(samples);
			struct loudness loudness = read_meter(meter);
			double found = r == 0 ? loudness.short_term_max_lufs : loudness.momentary_max_lufs;
			cr_expect(fabs(found - (-38.0 + i)) <= 0.1, "case %d-%d: %.3f", r == 0 ? 11 : 14, i + 1, found);
		}
		loudness_meter_free(meter);
	}
}

static void taper(double *samples, size_t frames, double seconds, double sample_rate)
{
	size_t count = (size_t)(seconds * sample_rate);
	for (size_t i = 0; i < count; i++) {
		double gain = (double)i / (double)(count - 1);
		samples[i] *= gain;
		samples[frames - 1 - i] *= gain;
	}
}

static void expect_true_peak(int number, const double *samples, size_t frames, double dbtp)
{
	const struct loudness loudness = of_stereo(samples, frames);
	const double found[] = { loudness.true_peak_dbtp, loudness.bs1770_peak_dbtp };
	for (size_t i = 0; i < 2; i++) {
		cr_expect(found[i] <= dbtp + 0.2, "case %d at %g Hz: %.3f", number, rate, found[i]);
		cr_expect(found[i] >= dbtp - 0.4, "case %d at %g Hz: %.3f", number, rate, found[i]);
	}
}

static void ebu_3341_cases_15_to_19(void)
{
	static const struct {
		int number;
		double divisor, amplitude, degrees, dbtp;
	} rows[] = {
		{ 15, 4.0, 0.50118723, 0.0, -6.0 },  { 16, 4.0, 0.50118723, 45.0, -6.0 },
		{ 17, 6.0, 0.50118723, 60.0, -6.0 }, { 18, 8.0, 0.50118723, 67.5, -6.0 },
		{ 19, 4.0, 1.41416, 45.0, 3.0 },
	};
	size_t frames = (size_t)(3.2 * rate);
	double *samples = samples_new(frames);
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		for (size_t i = 0; i < frames; i++)
			samples[i] =
				rows[r].amplitude * sin(2.0 * M_PI * tabled_rate * (double)i / rate / rows[r].divisor +
							rows[r].degrees * M_PI / 180.0);
		taper(samples, frames, 0.1, rate);
		expect_true_peak(rows[r].number, samples, frames, rows[r].dbtp);
	}
	free(samples);
}

static double bessel_0(double x)
{
	double term = 1.0, sum = 1.0;
	for (int k = 1; k < 60; k++) {
		term *= (x / (2.0 * k)) * (x / (2.0 * k));
		sum += term;
	}
	return sum;
}

enum { LOW_PASS_TAPS = 2047, OVERSAMPLING = 4 };

/* Makes a windowed sinc: 0.97 of the lower band, Kaiser 10. */
static void low_pass(double *taps)
{
	double middle = (LOW_PASS_TAPS - 1) / 2.0, cutoff = 0.97 / OVERSAMPLING, sum = 0.0;
	for (int k = 0; k < LOW_PASS_TAPS; k++) {
		double at = (k - middle) / middle, x = M_PI * cutoff * (k - middle);
		double sinc = fabs(x) < 1e-12 ? 1.0 : sin(x) / x;
		taps[k] = sinc * bessel_0(10.0 * sqrt(fmax(0.0, 1.0 - at * at))) / bessel_0(10.0);
		sum += taps[k];
	}
	for (int k = 0; k < LOW_PASS_TAPS; k++)
		taps[k] /= sum;
}

/* A tone of fs/6 at -6 dBFS, in which one period of fs/4 reaches full scale from time 0 on. */
static double burst(double seconds)
{
	const double slow = tabled_rate / 6.0, fast = tabled_rate / 4.0;
	if (seconds < 0.0)
		return 0.50118723 * sin(2.0 * M_PI * slow * seconds);
	if (seconds * fast < 1.0)
		return sin(2.0 * M_PI * fast * seconds);
	return 0.50118723 * sin(2.0 * M_PI * slow * (seconds - 1.0 / fast));
}

/* The tone is made at 4 fs, and decimated from each of the four offsets. */
static void ebu_3341_cases_20_to_23(void)
{
	size_t frames = (size_t)(0.8 * rate), count = OVERSAMPLING * frames;
	double *fine = samples_new(count), *samples = samples_new(frames);
	static double taps[LOW_PASS_TAPS];
	low_pass(taps);
	for (size_t i = 0; i < count; i++)
		fine[i] = burst(((double)i - (double)count / 2.0) / (OVERSAMPLING * rate));
	taper(fine, count, 0.1, OVERSAMPLING * rate);
	for (int offset = 0; offset < OVERSAMPLING; offset++) {
		for (size_t i = 0; i < frames; i++) {
			samples[i] = 0.0;
			for (int k = 0; k < LOW_PASS_TAPS; k++) {
				long at = (long)(OVERSAMPLING * i) + offset + (LOW_PASS_TAPS - 1) / 2 - k;
				if (at >= 0 && at < (long)count)
					samples[i] += taps[k] * fine[at];
			}
		}
		expect_true_peak(20 + offset, samples, frames, 0.0);
	}
	free(fine);
	free(samples);
}

static void ebu_3342_cases_1_to_4(void)
{
	static const struct {
		struct stretch stretches[STRETCHES];
		double lu;
	} rows[] = {
		{ { { -20.0, 20.0 }, { -30.0, 20.0 } }, 10.0 },
		{ { { -20.0, 20.0 }, { -15.0, 20.0 } }, 5.0 },
		{ { { -40.0, 20.0 }, { -20.0, 20.0 } }, 20.0 },
		{ { { -50.0, 20.0 }, { -35.0, 20.0 }, { -20.0, 20.0 }, { -35.0, 20.0 }, { -50.0, 20.0 } }, 15.0 },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		double found = of_stretches(rows[r].stretches, STRETCHES).range_lu;
		cr_expect(fabs(found - rows[r].lu) <= 1.0, "case %zu: %.3f", r + 1, found);
	}
}

static void run_3341(double sample_rate)
{
	rate = sample_rate;
	ebu_3341_cases_1_to_5();
	ebu_3341_case_6();
	ebu_3341_cases_9_and_12();
	ebu_3341_cases_10_and_13();
	ebu_3341_cases_11_and_14();
	ebu_3341_cases_15_to_19();
	ebu_3341_cases_20_to_23();
}

Test(ebu_3341, at_48_khz)
{
	run_3341(48000.0);
}

Test(ebu_rates, at_44_khz)
{
	run_3341(44100.0);
	ebu_3342_cases_1_to_4();
}

Test(ebu_rates, at_96_khz)
{
	run_3341(96000.0);
	ebu_3342_cases_1_to_4();
}

Test(ebu_rates, at_192_khz)
{
	run_3341(192000.0);
	ebu_3342_cases_1_to_4();
}

Test(ebu_3342, at_48_khz)
{
	rate = 48000.0;
	ebu_3342_cases_1_to_4();
}

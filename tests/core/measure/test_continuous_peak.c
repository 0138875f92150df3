/* stemprint tests: the peak of the continuous signal against tones, long sincs and cuts of every length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/continuous_peak.h"
#include "support/signal.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

static double decibel(double gain)
{
	return 20.0 * log10(gain);
}

/* Reads one channel in blocks of `block` frames. */
static double peak_of(const double *samples, size_t frames, size_t block)
{
	struct continuous_peak_meter *meter;
	cr_assert_eq(continuous_peak_new(1, &meter), STATUS_OK);
	for (size_t start = 0; start < frames; start += block) {
		const double *column = samples + start;
		continuous_peak_add(meter, &column, frames - start < block ? frames - start : block);
	}
	uint64_t frame;
	const double peak = continuous_peak_read(meter, &frame);
	continuous_peak_free(meter);
	return peak;
}

enum { TONE_FRAMES = 6000, FADE = 1000 };

/* A tone of peak 1 between slow fades, whose spectrum is no wider than a few hundredths of a percent. */
static void make_tone(double *samples, double share, double phase)
{
	for (size_t n = 0; n < TONE_FRAMES; n++) {
		const size_t edge = n < TONE_FRAMES - 1 - n ? n : TONE_FRAMES - 1 - n;
		const double fade = edge < FADE ? 0.5 - 0.5 * cos(PI * (double)edge / FADE) : 1.0;
		samples[n] = fade * sin(PI * share * (double)n + phase);
	}
}

/* `share` of half the sample rate. Tones whose samples never come near a crest are among them: 1/2, 2/3, 4/5. */
Test(continuous_peak, tones_read_their_crest)
{
	static const double shares[] = { 0.01,      0.1,  0.25, 1.0 / 3.0, 0.5, 0.5001, 2.0 / 3.0,
					 0.7071068, 0.75, 0.8,  0.857142,  0.9, 0.92,   0.95 };
	double samples[TONE_FRAMES];
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		for (int turn = 0; turn < 16; turn++) {
			make_tone(samples, shares[i], PI * turn / 16.0);
			cr_expect_float_eq(decibel(peak_of(samples, TONE_FRAMES, TONE_FRAMES)), 0.0, 0.02,
					   "%g of half the rate, turn %d: %g dB", shares[i], turn,
					   decibel(peak_of(samples, TONE_FRAMES, TONE_FRAMES)));
		}
}

enum { LONG_HALF = 512, POINTS = 64 };

static double bessel_i0(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; k < 200; k++) {
		term *= (x / 2.0 / k) * (x / 2.0 / k);
		sum += term;
	}
	return sum;
}

/* Rows of 1024 taps, one for each of 64 points between two samples. */
static double *long_sinc(void)
{
	double *taps = calloc((size_t)POINTS * 2 * LONG_HALF, sizeof *taps);
	cr_assert_not_null(taps);
	for (int point = 0; point < POINTS; point++)
		for (int k = 0; k < 2 * LONG_HALF; k++) {
			const double d = k - LONG_HALF + 1 - (double)point / POINTS;
			const double window = bessel_i0(8.0 * sqrt(fmax(0.0, 1.0 - d * d / LONG_HALF / LONG_HALF)));
			taps[point * 2 * LONG_HALF + k] =
				(d == 0.0 ? 1.0 : sin(PI * d) / (PI * d)) * window / bessel_i0(8.0);
		}
	return taps;
}

/* The slow way, wherever a sample or its neighbour comes within 6 dB of the highest one. */
static double long_peak(const double *taps, const double *samples, size_t frames)
{
	double highest = 0.0, peak = 0.0;
	for (size_t n = 0; n < frames; n++)
		highest = fmax(highest, fabs(samples[n]));
	for (size_t n = LONG_HALF; n + LONG_HALF < frames; n++) {
		if (fmax(fabs(samples[n]), fabs(samples[n + 1])) < 0.5 * highest)
			continue;
		for (int point = 0; point < POINTS; point++) {
			double sum = 0.0;
			for (int k = 0; k < 2 * LONG_HALF; k++)
				sum += taps[point * 2 * LONG_HALF + k] * samples[n + (size_t)k + 1 - LONG_HALF];
			peak = fmax(peak, fabs(sum));
		}
	}
	return peak;
}

enum { EXCERPT = 24000 };

/* An excerpt clipped at a third of its peak, as a loud master is: many crests lie between samples. */
static void make_loud(double samples[EXCERPT], const char *path)
{
	struct sound sound = sound_read(path);
	const double limit = sound_peak(&sound) / 3.0;
	for (size_t n = 0; n < EXCERPT; n++) {
		const double edge = fmin(1.0, fmin((double)n, (double)(EXCERPT - 1 - n)) / 2000.0);
		samples[n] = edge * fmax(-limit, fmin(limit, sound.samples[(n + 20000) * sound.channels]));
	}
	sound_release(&sound);
}

/* Takes away what lies over 0.95 of half the rate, by a sinc of 1024 taps. */
static void limit_band(double out[EXCERPT], const double in[EXCERPT])
{
	static double taps[2 * LONG_HALF];
	for (int k = 0; k < 2 * LONG_HALF; k++) {
		const double d = k - LONG_HALF + 0.5, x = 0.935 * PI * d;
		taps[k] = 0.935 * sin(x) / x * bessel_i0(8.0 * sqrt(1.0 - d * d / LONG_HALF / LONG_HALF)) /
			  bessel_i0(8.0);
	}
	for (int n = 0; n < EXCERPT; n++) {
		out[n] = 0.0;
		for (int k = 0; k < 2 * LONG_HALF; k++)
			if (n + k >= LONG_HALF && n + k - LONG_HALF < EXCERPT)
				out[n] += taps[k] * in[n + k - LONG_HALF];
	}
}

static void expect_like_long_sinc(const double *taps, const double *samples, const char *path, double tolerance_db)
{
	const double off = decibel(peak_of(samples, EXCERPT, EXCERPT) / long_peak(taps, samples, EXCERPT));
	cr_expect_lt(fabs(off), tolerance_db, "%s: off by %g dB", path, off);
}

/* Where a signal fills the last hundredths of the band, the sinc of 256 taps and that of 1024 differ by their ends. */
Test(continuous_peak, music_reads_as_long_sincs_do)
{
	static const char *const fixtures[] = { STEMPRINT_ROOT "/fixtures/loops/garzul.flac",
						STEMPRINT_ROOT "/fixtures/loops/mika.flac",
						STEMPRINT_ROOT "/fixtures/big-band/hats.wav" };
	static double loud[EXCERPT], limited[EXCERPT];
	double *taps = long_sinc();
	for (size_t i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
		make_loud(loud, fixtures[i]);
		expect_like_long_sinc(taps, loud, fixtures[i], 0.03);
		limit_band(limited, loud);
		expect_like_long_sinc(taps, limited, fixtures[i], 0.005);
	}
	free(taps);
}

/* What stands at the first or last frame rises before and behind it. A click of one sample rises nowhere else; two of
   one sign meet half-way at 4/pi. */
Test(continuous_peak, both_ends_are_read)
{
	double samples[5000] = { 0.0 };
	samples[0] = 0.5;
	cr_expect_float_eq(peak_of(samples, 5000, 5000), 0.5, 1e-6);
	samples[1] = 0.5;
	cr_expect_float_eq(decibel(peak_of(samples, 5000, 5000)), decibel(0.5 * 4.0 / PI), 0.01);
	samples[0] = samples[1] = 0.0;
	samples[4998] = samples[4999] = -0.5;
	cr_expect_float_eq(decibel(peak_of(samples, 5000, 5000)), decibel(0.5 * 4.0 / PI), 0.01);
	/* A constant that begins at once and ends at once rises by 0.5 + Si(pi) / pi, Gibbs's overshoot. */
	for (size_t n = 0; n < 5000; n++)
		samples[n] = 0.25;
	cr_expect_gt(decibel(peak_of(samples, 5000, 5000) / 0.25), 0.4);
	cr_expect_eq(peak_of(samples, 0, 1), 0.0);
}

Test(continuous_peak, cuts_and_channels_make_no_difference)
{
	static const size_t blocks[] = { 1, 7, 256, 1999, 2048, 4096 };
	enum { FRAMES = 20000 };
	struct sound sound = sound_noise(3, 1, FRAMES, 0.9);
	const double whole = peak_of(sound.samples, FRAMES, FRAMES);
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		cr_expect_eq(peak_of(sound.samples, FRAMES, blocks[i]), whole, "blocks of %zu", blocks[i]);
	double silence[FRAMES] = { 0.0 };
	const double *columns[2] = { silence, sound.samples };
	struct continuous_peak_meter *meter;
	cr_assert_eq(continuous_peak_new(2, &meter), STATUS_OK);
	continuous_peak_add(meter, columns, FRAMES);
	uint64_t frame, again;
	cr_expect_eq(continuous_peak_read(meter, &frame), whole);
	cr_expect_eq(continuous_peak_read(meter, &again), whole, "reading changes nothing");
	cr_expect_eq(frame, again);
	continuous_peak_free(meter);
	sound_release(&sound);
}

/* Two samples that meet half-way stand at many frames, in every part of the meter's blocks. */
Test(continuous_peak, its_frame_is_told)
{
	enum { FRAMES = 9000 };
	static double samples[FRAMES];
	for (size_t at = 0; at + 1 < FRAMES; at += 37) {
		struct continuous_peak_meter *meter;
		const double *column = samples;
		uint64_t frame;
		cr_assert_eq(continuous_peak_new(1, &meter), STATUS_OK);
		samples[at] = samples[at + 1] = 0.5;
		continuous_peak_add(meter, &column, FRAMES);
		cr_expect_float_eq(continuous_peak_read(meter, &frame), 2.0 / PI, 0.001);
		cr_expect_eq(frame, at);
		samples[at] = samples[at + 1] = 0.0;
		continuous_peak_free(meter);
	}
}

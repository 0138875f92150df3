/* Tests the equaliser's curves, as they come out, against the analog prototypes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/eq_analog.h"
#include "core/processors/eq_take.h"

#include <criterion/criterion.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The project aims at 0.1 dB. Each row of this file keeps that with room to spare. */
#define LIMIT_DB 0.055

/* Under this level the Fourier transform of a double-precision response is not accurate to 0.1 dB. */
#define FLOOR_DB (-160.0)

enum { LEVEL_FRAMES = 65536, SPECTRUM_FRAMES_MINIMUM = 16384, BATCH = 24 };

static const double rates[] = { 44100.0, 48000.0, 88200.0, 96000.0, 192000.0 };
enum { RATES = sizeof rates / sizeof rates[0] };

static struct take impulse(const struct eq_band *bands, size_t count, double sample_rate, size_t frames)
{
	struct take take = take_new(bands, count, sample_rate, 1, 1, frames);
	take.in[0][0] = 1.0;
	return take;
}

/* Returns the level of one band at any frequency, not only at a bin of a transform. */
static double level(const struct eq_band *band, double sample_rate, double frequency)
{
	struct take take = impulse(band, 1, sample_rate, LEVEL_FRAMES);
	take_render(&take, 1, NULL, 4096, false);
	double decibels = measured_decibels(take.out[0], take.frames, sample_rate, frequency);
	take_release(&take);
	return decibels;
}

struct worst {
	double error;
	double frequency;
};

/* Finds the largest deviation from the prototype over 20 Hz to 20 kHz, at every bin that is wanted: a third of an
   octave holds at most some hundred. */
static struct worst worst_of(const struct take *take, const struct eq_band *band)
{
	const size_t frames = take->frames;
	fftw_complex *spectrum = fftw_alloc_complex(frames / 2 + 1);
	double *response = fftw_alloc_real(frames);
	fftw_plan plan = fftw_plan_dft_r2c_1d((int)frames, response, spectrum, FFTW_ESTIMATE);
	struct worst worst = { 0.0, 0.0 };
	memcpy(response, take->out[0], frames * sizeof *response);
	fftw_execute(plan);
	for (size_t bin = 1; bin <= frames / 2; bin += 1 + bin / 400) {
		const double frequency = (double)bin * take->sample_rate / (double)frames;
		const double expected = analog_decibels(band, frequency);
		if (frequency < 20.0 || frequency > 20000.0 || expected < FLOOR_DB)
			continue;
		const double error = fabs(20.0 * log10(hypot(spectrum[bin][0], spectrum[bin][1])) - expected);
		if (!(error <= worst.error))
			worst = (struct worst){ error, frequency };
	}
	fftw_destroy_plan(plan);
	fftw_free(response);
	fftw_free(spectrum);
	return worst;
}

/* Collects bands and measures them a batch at a time. */
struct bench {
	double sample_rate;
	size_t frames;
	size_t count;
	size_t measured;
	struct eq_band bands[BATCH];
	struct eq_band worst_band;
	struct worst worst;
};

static void bench_run(struct bench *bench)
{
	struct take takes[BATCH];
	if (bench->count == 0)
		return;
	for (size_t i = 0; i < bench->count; i++)
		takes[i] = impulse(&bench->bands[i], 1, bench->sample_rate, bench->frames);
	take_render(takes, bench->count, NULL, 4096, true);
	for (size_t i = 0; i < bench->count; i++) {
		const struct eq_band *band = &bench->bands[i];
		const struct worst worst = worst_of(&takes[i], band);
		cr_expect_leq(worst.error, LIMIT_DB, "%s %g Hz gain %g q %g slope %g at %g: %.4f dB off at %g Hz",
			      band->type, band->freq, band->gain, band->q, band->slope, bench->sample_rate, worst.error,
			      worst.frequency);
		if (worst.error > bench->worst.error) {
			bench->worst = worst;
			bench->worst_band = *band;
		}
		take_release(&takes[i]);
	}
	bench->measured += bench->count;
	bench->count = 0;
}

/* Returns a length at which the ring has fallen by twice what the tail promises, which stop bands need: a power of two.
   Bands of one length are measured together. */
static size_t frames_for(const struct eq_band *band, double sample_rate)
{
	struct take probe = impulse(band, 1, sample_rate, 1);
	take_render(&probe, 1, NULL, 1, true);
	const double ring_frames = probe.shape.tail_seconds * sample_rate;
	size_t frames = SPECTRUM_FRAMES_MINIMUM;
	while ((double)frames < 2.0 * ring_frames)
		frames *= 2;
	take_release(&probe);
	return frames;
}

static void bench_add(struct bench *bench, struct eq_band band)
{
	const size_t frames = frames_for(&band, bench->sample_rate);
	if (bench->count == BATCH || frames != bench->frames)
		bench_run(bench);
	bench->frames = frames;
	bench->bands[bench->count++] = band;
}

static void bench_end(struct bench *bench, const char *title)
{
	bench_run(bench);
	cr_log_info("%s at %g Hz: %zu bands, worst %.4f dB (%s %g Hz gain %g q %g slope %g, at %g Hz)", title,
		    bench->sample_rate, bench->measured, bench->worst.error, bench->worst_band.type,
		    bench->worst_band.freq, bench->worst_band.gain, bench->worst_band.q, bench->worst_band.slope,
		    bench->worst.frequency);
}

static const double frequencies[] = { 100.0,   315.0,   1000.0,  2500.0,  4000.0,  6300.0,  8000.0,
				      10000.0, 12500.0, 14000.0, 16000.0, 18000.0, 19000.0, 20000.0 };
enum { FREQUENCIES = sizeof frequencies / sizeof frequencies[0] };

Test(eq_response, bells_and_shelves, .timeout = 120)
{
	static const char *const types[] = { "bell", "lowshelf", "highshelf" };
	static const double qs[] = { 0.3, 0.7071, 1.0, 3.0, 10.0 };
	static const double gains[] = { -18.0, -6.0, 1.5, 12.0, 18.0 };
	for (size_t rate = 0; rate < RATES; rate++) {
		struct bench bench = { .sample_rate = rates[rate] };
		for (size_t type = 0; type < 3; type++)
			for (size_t f = 0; f < FREQUENCIES; f++)
				for (size_t i = 0; i < 25; i++) {
					/* At the high rates, where errors are small, a third of the rows is enough. */
					if (rate > 1 && i % 3 != f % 3)
						continue;
					bench_add(&bench, (struct eq_band){ types[type], frequencies[f], gains[i % 5],
									    qs[i / 5], 0.0 });
				}
		bench_end(&bench, "bells and shelves");
	}
}

Test(eq_response, passes_notch_tilt, .timeout = 120)
{
	static const char *const sharp[] = { "highpass", "lowpass", "bandpass", "notch" };
	static const double qs[] = { 0.3, 0.7071, 1.0, 3.0, 10.0 };
	static const double gains[] = { -18.0, -6.0, -1.0, 3.0, 12.0, 18.0 };
	for (size_t rate = 0; rate < RATES; rate++) {
		struct bench bench = { .sample_rate = rates[rate] };
		for (size_t f = 0; f < FREQUENCIES; f++) {
			for (size_t i = rate > 1 ? f % 2 : 0; i<20; i += rate> 1 ? 2 : 1)
				bench_add(&bench,
					  (struct eq_band){ sharp[i / 5], frequencies[f], 0.0, qs[i % 5], 0.0 });
			for (size_t slope = 1 + (rate > 1 ? f % 2 : 0); slope <= 8; slope += rate > 1 ? 2 : 1) {
				bench_add(&bench, (struct eq_band){ "highpass", frequencies[f], 0.0, 0.0,
								    6.0 * (double)slope });
				bench_add(&bench,
					  (struct eq_band){ "lowpass", frequencies[f], 0.0, 0.0, 6.0 * (double)slope });
			}
			for (size_t i = 0; i < sizeof gains / sizeof gains[0]; i++)
				bench_add(&bench, (struct eq_band){ "tilt", frequencies[f], gains[i], 0.0, 0.0 });
		}
		bench_end(&bench, "passes, notch, tilt");
	}
}

/* These are the settings where precision is lost first, and values beyond what mixing needs. */
Test(eq_response, extremes, .timeout = 120)
{
	static const struct {
		double sample_rate;
		struct eq_band band;
	} rows[] = {
		{ 192000.0, { "highpass", 20.0, 0.0, 0.0, 12.0 } },
		{ 192000.0, { "highpass", 20.0, 0.0, 0.0, 48.0 } },
		{ 192000.0, { "highpass", 5.0, 0.0, 0.0, 24.0 } },
		{ 192000.0, { "bell", 20.0, 18.0, 10.0, 0.0 } },
		{ 192000.0, { "lowshelf", 20.0, -18.0, 0.7071, 0.0 } },
		{ 192000.0, { "tilt", 20.0, 12.0, 0.0, 0.0 } },
		{ 192000.0, { "notch", 50.0, 0.0, 10.0, 0.0 } },
		{ 192000.0, { "bandpass", 30.0, 0.0, 10.0, 0.0 } },
		{ 44100.0, { "bell", 20.0, -18.0, 10.0, 0.0 } },
		{ 44100.0, { "highpass", 20.0, 0.0, 10.0, 0.0 } },
		{ 44100.0, { "highshelf", 20000.0, 18.0, 10.0, 0.0 } },
		{ 44100.0, { "bell", 21500.0, 30.0, 2.0, 0.0 } },
		{ 44100.0, { "lowshelf", 17000.0, -30.0, 40.0, 0.0 } },
		{ 44100.0, { "bell", 16000.0, 24.0, 0.1, 0.0 } },
		{ 44100.0, { "notch", 21900.0, 0.0, 0.3, 0.0 } },
		{ 48000.0, { "bell", 10000.0, -30.0, 40.0, 0.0 } },
		{ 88200.0, { "lowshelf", 12000.0, -24.0, 40.0, 0.0 } },
		{ 96000.0, { "highshelf", 8000.0, 30.0, 20.0, 0.0 } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bench bench = { .sample_rate = rows[i].sample_rate };
		bench_add(&bench, rows[i].band);
		bench_end(&bench, rows[i].band.type);
	}
}

/* The figures are published (oracles: RBJ's prototypes, evaluated elsewhere). */
Test(eq_response, oracles)
{
	static const struct {
		struct eq_band band;
		double frequency, decibels, limit;
	} rows[] = {
		{ { "highpass", 80.0, 0.0, 0.0, 12.0 }, 20.0, -24.099, 0.001 },
		{ { "highpass", 80.0, 0.0, 0.0, 12.0 }, 80.0, -3.010, 0.001 },
		{ { "bell", 10000.0, 12.0, 1.0, 0.0 }, 5000.0, 3.964, 0.05 },
		{ { "bell", 10000.0, 12.0, 1.0, 0.0 }, 15000.0, 6.941, 0.05 },
		{ { "bell", 10000.0, 12.0, 1.0, 0.0 }, 20000.0, 3.964, 0.05 },
		{ { "highshelf", 8000.0, 6.0, 0.0, 0.0 }, 5000.0, 0.834, 0.05 },
		{ { "highshelf", 8000.0, 6.0, 0.0, 0.0 }, 10000.0, 4.217, 0.05 },
		{ { "highshelf", 8000.0, 6.0, 0.0, 0.0 }, 15000.0, 5.523, 0.05 },
		{ { "lowpass", 10000.0, 0.0, 0.0, 0.0 }, 15000.0, -7.827, 0.05 },
		{ { "lowpass", 10000.0, 0.0, 0.0, 0.0 }, 20000.0, -12.305, 0.05 },
		{ { "bell", 1000.0, 6.0, 1.0, 0.0 }, 1000.0, 6.0, 0.02 },
		{ { "notch", 1000.0, 0.0, 2.0, 0.0 }, 780.7764, -3.0103, 0.02 },
		{ { "notch", 1000.0, 0.0, 2.0, 0.0 }, 1280.7764, -3.0103, 0.02 },
		{ { "bandpass", 1000.0, 0.0, 2.0, 0.0 }, 1280.7764, -3.0103, 0.02 },
		{ { "tilt", 1000.0, 6.0, 0.0, 0.0 }, 1.0, -3.0, 0.02 },
		{ { "tilt", 1000.0, 6.0, 0.0, 0.0 }, 1000.0, 0.0, 0.02 },
		{ { "tilt", 200.0, 6.0, 0.0, 0.0 }, 20000.0, 3.0, 0.02 },
		{ { "lowshelf", 200.0, -9.0, 0.0, 0.0 }, 200.0, -4.5, 0.02 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const double found = level(&rows[i].band, 48000.0, rows[i].frequency);
		cr_expect_float_eq(found, rows[i].decibels, rows[i].limit, "%s %g Hz at %g Hz: %.4f dB, not %.4f",
				   rows[i].band.type, rows[i].band.freq, rows[i].frequency, found, rows[i].decibels);
	}
}

/* The corner is at -3.01 dB; two octaves out each order takes away 6 dB more for each octave. */
Test(eq_response, slopes)
{
	for (size_t order = 1; order <= 8; order++) {
		const struct eq_band low = { "lowpass", 400.0, 0.0, 0.0, 6.0 * (double)order };
		const struct eq_band high = { "highpass", 400.0, 0.0, 0.0, 6.0 * (double)order };
		const double far = 10.0 * log10(1.0 + pow(16.0, (double)order));
		cr_expect_float_eq(level(&low, 48000.0, 400.0), -3.0103, 0.03, "order %zu", order);
		cr_expect_float_eq(level(&high, 48000.0, 400.0), -3.0103, 0.03, "order %zu", order);
		cr_expect_float_eq(level(&low, 48000.0, 1600.0), -far, 0.05, "order %zu", order);
		cr_expect_float_eq(level(&high, 48000.0, 100.0), -far, 0.05, "order %zu", order);
	}
}

/* At its frequency the notch leaves nothing. */
Test(eq_response, notch_is_silent)
{
	static const double nulls[] = { 50.0, 1000.0, 12345.0, 21000.0 };
	for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++) {
		const struct eq_band notch = { "notch", nulls[i], 0.0, 4.0, 0.0 };
		cr_expect_leq(level(&notch, 44100.0, nulls[i]), -180.0, "%g Hz", nulls[i]);
	}
}

/* Tests generated tape hiss: its A-weighted level, and its spectrum by third octaves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/generator.h"

#include <criterion/criterion.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

TestSuite(tape_hiss, .timeout = 240);

#define PI 3.14159265358979323846

static const double inches[] = { 7.5, 15.0, 30.0 }, times[] = { 70e-6, 35e-6, 17.5e-6 };

static double *hiss(size_t speed, double sample_rate, double seconds, size_t *frames)
{
	const struct recipe_source from = { .file = "tape-hiss",
					    .channel_count = 1,
					    .generator = { .kind = GENERATOR_TAPE_HISS,
							   .level_dbfs = -60.0,
							   .length_seconds = seconds,
							   .speed = speed } };
	struct arena *arena = arena_new();
	struct source *source = generator_new(&from, sample_rate, 11, arena);
	cr_assert_not_null(source);
	*frames = (size_t)source->frames;
	double *column = calloc(*frames, sizeof *column);
	cr_assert_not_null(column);
	cr_assert_eq(source->read(source, &column, *frames), STATUS_OK);
	arena_free(arena);
	return column;
}

/* Returns the mean square in each hertz, at bins 1 Hz apart, from transforms of a second without a window: the noise is
   smooth over bins. */
static double *density(const double *column, size_t frames, size_t length)
{
	double *powers = calloc(length / 2 + 1, sizeof *powers), *part = fftw_alloc_real(length);
	fftw_complex *spectrum = fftw_alloc_complex(length / 2 + 1);
	cr_assert(powers && part && spectrum);
	const fftw_plan plan = fftw_plan_dft_r2c_1d((int)length, part, spectrum, FFTW_ESTIMATE);
	const size_t count = frames / length;
	for (size_t start = 0; start + length <= frames; start += length) {
		for (size_t i = 0; i < length; i++)
			part[i] = column[start + i];
		fftw_execute(plan);
		for (size_t bin = 1; bin <= length / 2; bin++)
			powers[bin] += 2.0 *
				       (spectrum[bin][0] * spectrum[bin][0] + spectrum[bin][1] * spectrum[bin][1]) /
				       ((double)length * (double)length * (double)count);
	}
	fftw_destroy_plan(plan);
	fftw_free(part);
	fftw_free(spectrum);
	return powers;
}

/* IEC 61672-1, annex E, as a power. */
static double a_weight(double f)
{
	const double f2 = f * f, f1 = 20.6, fa = 107.7, fb = 737.9, f4 = 12194.0;
	const double gain =
		f4 * f4 * f2 * f2 / ((f2 + f1 * f1) * sqrt(f2 + fa * fa) * sqrt(f2 + fb * fb) * (f2 + f4 * f4));
	return gain * gain * pow(10.0, 0.2);
}

/* Mallinson's power through the reproducing amplifier and the gap, as the header has it. */
static double formula(size_t speed, double f)
{
	const double wavelength = inches[speed] * 0.0254 / f, depth = 4.0 * PI * 16e-6 / wavelength;
	const double lift = 2.0 * PI * f * times[speed], y = 1.11 * PI * 3e-6 / wavelength;
	return -expm1(-depth) / depth * (1.0 + lift * lift) * pow(sin(y) / y, 2.0);
}

Test(tape_hiss, has_its_level_and_its_spectrum)
{
	/* A longer noise has less chance in it; the lowest bands need the longest. */
	static const struct {
		double sample_rate;
		size_t speed;
		double seconds;
		int lowest; /* third octave: 20 is 100 Hz */
	} rows[] = {
		{ 44100.0, 0, 40.0, 20 }, { 48000.0, 1, 40.0, 20 }, { 96000.0, 2, 20.0, 23 }, { 192000.0, 1, 10.0, 26 }
	};
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		const size_t speed = rows[row].speed;
		size_t frames;
		double *column = hiss(speed, rows[row].sample_rate, rows[row].seconds, &frames);
		double *powers = density(column, frames, (size_t)rows[row].sample_rate);
		double weighted = 0.0, expected = 0.0;
		for (size_t f = 20; f <= 20000; f++) {
			weighted += powers[f] * a_weight((double)f);
			expected += formula(speed, (double)f) * a_weight((double)f);
		}
		/* A full-scale sine has 0 dBFS. */
		const double level = 10.0 * log10(2.0 * weighted);
		cr_expect_float_eq(level, -60.0, 0.1, "%g ips at %g Hz: %.2f dBFS", inches[speed],
				   rows[row].sample_rate, level);
		double worst = 0.0;
		for (int band = rows[row].lowest; band <= 43; band++) { /* up to 20 kHz */
			const double centre = pow(10.0, band / 10.0), edge = pow(10.0, 0.05);
			double found = 0.0, wanted = 0.0;
			for (size_t f = (size_t)ceil(centre / edge); (double)f < centre * edge; f++) {
				if ((double)f >= 0.49 * rows[row].sample_rate)
					break;
				found += powers[f];
				wanted += formula(speed, (double)f) * weighted / expected;
			}
			const double off = 10.0 * log10(found / wanted);
			worst = fmax(worst, fabs(off));
			cr_expect_leq(fabs(off), 0.5, "%g ips at %g Hz, third octave at %.0f Hz: off by %.2f dB",
				      inches[speed], rows[row].sample_rate, centre, off);
		}
		cr_log_info("%g ips at %g Hz: %.2f dBFS, thirds within %.2f dB", inches[speed], rows[row].sample_rate,
			    level, worst);
		free(powers);
		free(column);
	}
}

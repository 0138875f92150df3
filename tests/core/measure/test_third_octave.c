/* stemprint tests: third octaves against the definition of the bands, a plain sum over sines, and known powers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/third_octave.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct third_octaves measure(const double *const *columns, size_t channels, size_t frames, double rate,
				    size_t cut)
{
	struct arena *arena = arena_new();
	struct third_octave_meter *meter = third_octave_new(arena, channels, rate);
	cr_assert_not_null(meter);
	for (size_t done = 0; done < frames; done += cut) {
		third_octave_add(meter, columns, done, frames - done < cut ? frames - done : cut);
	}
	struct third_octaves octaves;
	third_octave_read(meter, &octaves);
	arena_free(arena);
	return octaves;
}

static struct third_octaves measure_one(const double *samples, size_t frames, double rate)
{
	return measure(&samples, 1, frames, rate, 4096);
}

static double decibel(double power)
{
	return 10.0 * log10(power);
}

/* IEC 61260-1: the centre is 1000 * 10^(n/10), the edges lie a factor of 10^(1/20) to either side. */
static double centre(size_t band)
{
	return 1000.0 * pow(10.0, ((double)band - 16.0) / 10.0);
}

static double bandwidth(size_t band)
{
	return centre(band) * (pow(10.0, 0.05) - pow(10.0, -0.05));
}

static double sum(const struct third_octaves *octaves)
{
	double power = octaves->below + octaves->above;
	for (size_t i = 0; i < octaves->count; i++)
		power += octaves->powers[i];
	return power;
}

Test(third_octave, names_and_centres)
{
	for (size_t i = 0; i < THIRD_OCTAVE_BANDS; i++) {
		char *unit;
		double named = strtod(third_octave_name(i), &unit) * (strcmp(unit, " kHz") == 0 ? 1000.0 : 1.0);
		cr_expect(strcmp(unit, " kHz") == 0 || strcmp(unit, " Hz") == 0);
		cr_expect_float_eq(third_octave_centre(i), centre(i), 1e-9 * centre(i));
		cr_expect_float_eq(named / centre(i), 1.0, 0.02, "%s is not %.2f Hz", third_octave_name(i), centre(i));
	}
}

Test(third_octave, bands_touch_at_their_edges)
{
	const double half = pow(10.0, 0.05);
	for (size_t i = 0; i < THIRD_OCTAVE_BANDS; i++) {
		cr_expect_float_eq(third_octave_edge(i) * half / centre(i), 1.0, 1e-12);
		cr_expect_float_eq(third_octave_edge(i + 1) / half / centre(i), 1.0, 1e-12);
	}
}

Test(third_octave, bands_that_the_rate_has)
{
	const double samples[1] = { 1.0 };
	cr_expect_eq(measure_one(samples, 1, 8000.0).count, 23, "to 3981 Hz");
	cr_expect_eq(measure_one(samples, 1, 44100.0).count, 30);
	cr_expect_eq(measure_one(samples, 1, 44100.0).above, 0.0, "the band of 20 kHz ends at half the rate");
	cr_expect_gt(measure_one(samples, 1, 48000.0).above, 0.0);
}

/* By Parseval no sample is lost or counted twice, wherever it stands. */
Test(third_octave, powers_add_up_to_that_of_the_signal)
{
	static const size_t lengths[] = { 1, 100, 16384, 40000, 65536, 100001 };
	struct noise noise = { 3 };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		double *columns[2] = { samples_new(lengths[i]), samples_new(lengths[i]) };
		double squares = 0.0;
		for (size_t k = 0; k < 2 * lengths[i]; k++) {
			columns[k & 1][k / 2] = 0.1 * noise_gauss(&noise) + 0.05;
			squares += columns[k & 1][k / 2] * columns[k & 1][k / 2];
		}
		columns[0][0] += 1.0;
		squares += columns[0][0] * columns[0][0] - (columns[0][0] - 1.0) * (columns[0][0] - 1.0);
		struct third_octaves whole =
			measure((const double *const *)columns, 2, lengths[i], 48000.0, lengths[i]);
		struct third_octaves cut = measure((const double *const *)columns, 2, lengths[i], 48000.0, 777);
		cr_expect_float_eq(sum(&whole) * 2.0 * (double)lengths[i] / squares, 1.0, 1e-12);
		cr_expect_eq(memcmp(&whole, &cut, sizeof whole), 0, "cuts make a difference");
		free(columns[0]);
		free(columns[1]);
	}
}

/* There are rests of all lengths between sounds, at the start and at the end. */
Test(third_octave, a_rest_is_silence)
{
	enum { FRAMES = 300000 };
	static const size_t cuts[] = { 0,     3,     20,     16384,  16400,  32768,  32769, 40000,
				       98304, 99000, 163840, 200000, 216384, 216385, FRAMES };
	static double samples[2][FRAMES];
	const double *const columns[2] = { samples[0], samples[1] };
	struct noise noise = { 5 };
	for (unsigned first = 0; first < 2; first++) {
		struct arena *arena = arena_new();
		struct third_octave_meter *whole = third_octave_new(arena, 2, 48000.0);
		struct third_octave_meter *rested = third_octave_new(arena, 2, 48000.0);
		memset(samples, 0, sizeof samples);
		for (size_t i = 0; i + 1 < sizeof cuts / sizeof *cuts; i++) {
			if (i % 2 != first) {
				third_octave_rest(rested, cuts[i + 1] - cuts[i]);
				continue;
			}
			for (size_t k = 2 * cuts[i]; k < 2 * cuts[i + 1]; k++)
				samples[k & 1][k / 2] = noise_gauss(&noise);
			third_octave_add(rested, columns, cuts[i], cuts[i + 1] - cuts[i]);
		}
		third_octave_add(whole, columns, 0, FRAMES);
		struct third_octaves expected, found;
		third_octave_read(whole, &expected);
		third_octave_read(rested, &found);
		cr_expect_gt(sum(&expected), 0.1);
		cr_expect_eq(memcmp(&expected, &found, sizeof found), 0);
		arena_free(arena);
	}
}

/* Sums up, for one half transform, all sines and cosines at odd multiples of half a bin between the edges. */
static long double naive(const double *samples, size_t half, double rate, double from, double to)
{
	const long double pi = 3.14159265358979323846264L;
	long double power = 0.0L;
	for (unsigned place = 0; place < 2; place++)
		for (size_t bin = 0; bin < half; bin++) {
			long double re = 0.0L, im = 0.0L;
			for (size_t n = 0; n < half; n++) {
				size_t at = n + (place == 0 ? half : 0);
				long double angle = pi * (long double)((2 * bin + 1) * at % (4 * half)) / (2.0L * half);
				long double slope = sinl(pi * (at + 0.5L) / (2.0L * half));
				long double x = samples[n] * sinl(pi / 2.0L * slope * slope);
				re += x * cosl(angle);
				im -= x * sinl(angle);
			}
			double slice = rate / (2.0 * (double)half), start = slice * (double)bin;
			double within = fmin(to, start + slice) - fmax(from, start);
			if (within > 0.0)
				power += (re * re + im * im) * (long double)(within / slice);
		}
	return power / (long double)half / (long double)half;
}

Test(third_octave, as_a_plain_sum_has_it)
{
	enum { HALF = 256 };
	const double rate = 600.0;
	double samples[HALF];
	struct noise noise = { 11 };
	for (size_t i = 0; i < HALF; i++)
		samples[i] = noise_gauss(&noise) + sin(0.7 * (double)i);
	struct third_octaves octaves = measure_one(samples, HALF, rate);
	cr_assert_eq(octaves.count, 11);
	for (size_t i = 0; i < octaves.count; i++) {
		double to = fmin(centre(i) * pow(10.0, 0.05), rate / 2.0);
		double power = (double)naive(samples, HALF, rate, centre(i) * pow(10.0, -0.05), to);
		cr_expect_float_eq(octaves.powers[i] / power, 1.0, 1e-10, "%s", third_octave_name(i));
	}
	double below = (double)naive(samples, HALF, rate, 0.0, centre(0) * pow(10.0, -0.05));
	cr_expect_float_eq(octaves.below / below, 1.0, 1e-10);
}

/* The tone comes and goes slowly, since a sudden start has power everywhere. */
Test(third_octave, a_tone_stays_in_its_band)
{
	enum { FRAMES = 6 * 48000 };
	const double power = 0.5 * 3.0 / 8.0;
	double *samples = samples_new(FRAMES);
	for (size_t band = 0; band < THIRD_OCTAVE_BANDS; band++) {
		for (size_t i = 0; i < FRAMES; i++) {
			double fade = sin(M_PI * (double)i / FRAMES);
			samples[i] = fade * fade * sin(2.0 * M_PI * centre(band) / 48000.0 * (double)i + 0.3);
		}
		struct third_octaves octaves = measure_one(samples, FRAMES, 48000.0);
		cr_expect_float_eq(decibel(octaves.powers[band]), decibel(power), 0.05, "%s: %.3f dB",
				   third_octave_name(band), decibel(octaves.powers[band]));
		for (size_t other = 0; other < THIRD_OCTAVE_BANDS; other++)
			cr_expect(llabs((long long)other - (long long)band) < 2 ||
					  decibel(octaves.powers[other]) < decibel(power) - (band < 6 ? 59.0 : 84.0),
				  "%s in %s: %.1f dB", third_octave_name(band), third_octave_name(other),
				  decibel(octaves.powers[other]));
	}
	free(samples);
}

/* White noise has power in proportion to bandwidth. The limit is five standard deviations of B T complex squares. */
Test(third_octave, white_noise_goes_by_bandwidth)
{
	enum { SECONDS = 20, FRAMES = SECONDS * 48000 };
	double *samples = samples_new(FRAMES);
	struct noise noise = { 5 };
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.1 * noise_gauss(&noise);
	struct third_octaves octaves = measure_one(samples, FRAMES, 48000.0);
	for (size_t i = 0; i < octaves.count; i++) {
		double spread = 5.0 / sqrt(bandwidth(i) * SECONDS);
		cr_expect_float_eq(octaves.powers[i] / (0.01 * bandwidth(i) / 24000.0), 1.0, spread, "%s",
				   third_octave_name(i));
	}
	free(samples);
}

Test(third_octave, a_constant_lies_below_all_bands)
{
	enum { FRAMES = 96000 };
	double *samples = samples_new(FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.25;
	struct third_octaves octaves = measure_one(samples, FRAMES, 48000.0);
	cr_expect_float_eq(decibel(octaves.below), decibel(0.0625), 0.01);
	free(samples);
}

/* Ten seconds of white noise, and the same with a tone that is 17 dB softer. */
Test(third_octave, white_noise_is_flat)
{
	enum { FRAMES_OF_TEN_SECONDS = 480000 };
	for (int with_tone = 0; with_tone < 2; with_tone++) {
		struct arena *arena = arena_new();
		struct noise noise = { 21 };
		double *samples = samples_new(FRAMES_OF_TEN_SECONDS), squares = 0.0;
		for (size_t i = 0; i < FRAMES_OF_TEN_SECONDS; i++) {
			samples[i] = noise_gauss(&noise) + with_tone * 0.2 * sin(0.1 * (double)i);
			squares += samples[i] * samples[i];
		}
		const double power = squares / FRAMES_OF_TEN_SECONDS;
		struct third_octave_meter *meter = third_octave_new(arena, 1, 48000.0);
		struct third_octaves octaves;
		third_octave_add(meter, (const double *const *)&samples, 0, FRAMES_OF_TEN_SECONDS);
		third_octave_read(meter, &octaves);
		const struct spectrum_shape shape = third_octave_shape(meter, power);
		cr_expect(fabs(decibel(shape.flat_power / power)) < 0.2, "%.2f dB", decibel(shape.flat_power / power));
		cr_expect(shape.hollow_db < 1.0, "%.2f dB", shape.hollow_db);
		cr_expect((shape.tone_db > 10.0) == with_tone, "%.2f dB", shape.tone_db);
		free(samples);
		arena_free(arena);
	}
}

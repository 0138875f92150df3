/* Tests what each control of the reverb does.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_meter.h"
#include "core/processors/reverb_take.h"
#include "dsp/kernel/select.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define PI 3.14159265358979323846

static const char *const types[] = { "plate", "hall", "room", "chamber" };

enum { TYPES = 4 };

static double power_of(const double *column, size_t frames)
{
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++)
		sum += column[i] * column[i];
	return sum;
}

static double decibels(double power)
{
	return 10.0 * log10(power);
}

static size_t first_sound(double *const *columns, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		if (columns[0][i] != 0.0 || columns[1][i] != 0.0)
			return i;
	return frames;
}

static bool are_equal(double *const *one, double *const *other, size_t frames)
{
	return memcmp(one[0], other[0], frames * sizeof(double)) == 0 &&
	       memcmp(one[1], other[1], frames * sizeof(double)) == 0;
}

/* The predelay delays the response by exactly so many frames; the first sound comes within 20 ms. */
Test(reverb, predelay_is_exact)
{
	enum { FRAMES = 40000 };
	static const double seconds[] = { 0.001, 0.0333, 0.5 };
	for (size_t type = 0; type < TYPES; type++) {
		struct reverb_take take = { .type = types[type],
					    .settings = { { "predelay", 0.0 }, { "modulation", 0.0 } } };
		double **without = reverb_take_response(&take, 0, 0, FRAMES);
		cr_expect_leq(first_sound(without, FRAMES), (size_t)(0.02 * RATE), "%s: %zu", types[type],
			      first_sound(without, FRAMES));
		for (size_t i = 0; i < 3; i++) {
			const size_t late = (size_t)lround(seconds[i] * RATE);
			reverb_take_set(&take, "predelay", seconds[i]);
			double **with = reverb_take_response(&take, 0, 0, FRAMES);
			cr_expect_eq(first_sound(with, FRAMES), first_sound(without, FRAMES) + late);
			for (size_t side = 0; side < 2; side++) {
				double worst = 0.0;
				for (size_t frame = late; frame < FRAMES; frame++)
					worst = harness_worse(worst,
							      fabs(with[side][frame] - without[side][frame - late]));
				cr_expect_leq(worst, 1e-15, "%s, %g s: off by %g", types[type], seconds[i], worst);
			}
			free(with);
		}
		free(without);
	}
}

/* For pink noise the wet signal is as loud as the input, because the power in each octave counts alike: by the
   response, the mean over the octaves is 0 dB for both inputs together. Early reflections add to that. */
Test(reverb, types_and_decays_are_equally_loud)
{
	static const double decays[] = { 0.3, 1.0, 3.0, 10.0 };
	for (size_t type = 0; type < TYPES; type++) {
		for (size_t i = 0; i < 4; i++) {
			const size_t frames = (size_t)(decays[i] * RATE);
			struct reverb_take take = reverb_take_tail(types[type], decays[i]);
			double power[2] = { 0.0, 0.0 };
			for (size_t input = 0; input < 2; input++) {
				double **out = reverb_take_response(&take, input, 0, frames);
				power[0] += power_of(out[0], frames);
				power[1] += power_of(out[1], frames);
				free(out);
			}
			for (size_t side = 0; side < 2; side++)
				cr_expect_leq(fabs(decibels(power[side])), 1.2, "%s of %g s: %.2f dB", types[type],
					      decays[i], decibels(power[side]));
		}
	}
}

static double correlation(const double *one, const double *other, size_t frames)
{
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++)
		sum += one[i] * other[i];
	return sum / sqrt(power_of(one, frames) * power_of(other, frames));
}

static double **noise_columns(size_t columns, size_t frames)
{
	double **in = harness_columns(columns, frames);
	cr_assert_not_null(in);
	for (size_t column = 0; column < columns; column++) {
		uint64_t state = 17 * column + 1;
		for (size_t i = 0; i < frames; i++)
			in[column][i] = harness_noise(&state);
	}
	return in;
}

/* A mono signal, and either side of a stereo signal, gives two different sides; both inputs give different tails. */
Test(reverb, sides_are_decorrelated)
{
	enum { FRAMES = 96000 };
	double **in = noise_columns(1, FRAMES);
	for (size_t type = 0; type < TYPES; type++) {
		struct reverb_take take = { .type = types[type], .channels = 1 };
		double **mono = reverb_take_render(&take, in, FRAMES, NULL);
		cr_expect_leq(fabs(correlation(mono[0], mono[1], FRAMES)), 0.2, "%s, mono: %g", types[type],
			      correlation(mono[0], mono[1], FRAMES));
		cr_expect_leq(fabs(decibels(power_of(mono[0], FRAMES) / power_of(mono[1], FRAMES))), 0.8);
		take.channels = 2;
		double **left = reverb_take_response(&take, 0, 0, FRAMES),
		       **right = reverb_take_response(&take, 1, 0, FRAMES);
		cr_expect_leq(fabs(correlation(left[0], left[1], FRAMES)), 0.15, "%s, left", types[type]);
		cr_expect_leq(fabs(correlation(right[0], right[1], FRAMES)), 0.15, "%s, right", types[type]);
		cr_expect_leq(fabs(correlation(left[0], right[0], FRAMES)), 0.15, "%s, left and right in", types[type]);
		cr_expect_leq(fabs(correlation(left[1], right[1], FRAMES)), 0.15, "%s, left and right in", types[type]);
		free(left);
		free(right);
		free(mono);
	}
	free(in);
}

/* A width of 0 % gives one signal on both sides, as loud as 100 %. */
Test(reverb, width_narrows)
{
	enum { FRAMES = 48000 };
	double **in = noise_columns(2, FRAMES);
	for (size_t type = 0; type < TYPES; type++) {
		double before = 2.0;
		struct reverb_take take = { .type = types[type] };
		double **wide = reverb_take_render(&take, in, FRAMES, NULL);
		for (int i = 0; i <= 4; i++) {
			reverb_take_set(&take, "width", 1.0 - 0.25 * i);
			double **out = reverb_take_render(&take, in, FRAMES, NULL);
			const double wideness = 1.0 - correlation(out[0], out[1], FRAMES);
			const double change = decibels((power_of(out[0], FRAMES) + power_of(out[1], FRAMES)) /
						       (power_of(wide[0], FRAMES) + power_of(wide[1], FRAMES)));
			cr_expect_lt(wideness, before);
			cr_expect_leq(fabs(change), 0.8, "%s: %.2f dB", types[type], change);
			if (i == 4)
				cr_expect_arr_eq(out[0], out[1], FRAMES * sizeof(double), "%s is not mono",
						 types[type]);
			before = wideness;
			free(out);
		}
		free(wide);
	}
	free(in);
}

/* Mix and level are linear in wet and dry, to the last digits. */
Test(reverb, mix_and_level)
{
	enum { FRAMES = 24000 };
	double **in = noise_columns(2, FRAMES);
	const struct reverb_take plain = { .type = "chamber" };
	double **wet = reverb_take_render(&plain, in, FRAMES, NULL);
	static const struct {
		double mix, level_db;
	} rows[] = { { 0.25, 0.0 }, { 0.5, 6.0 }, { 1.0, -12.0 }, { 0.0, 0.0 } };
	for (size_t row = 0; row < 4; row++) {
		struct reverb_take take = plain;
		reverb_take_set(&take, "mix", rows[row].mix);
		reverb_take_set(&take, "level", rows[row].level_db);
		double **out = reverb_take_render(&take, in, FRAMES, NULL);
		const double gain = rows[row].mix * pow(10.0, rows[row].level_db / 20.0);
		double worst = 0.0;
		for (size_t side = 0; side < 2; side++)
			for (size_t i = 0; i < FRAMES; i++)
				worst = harness_worse(worst, fabs(out[side][i] - gain * wet[side][i] -
								  (1.0 - rows[row].mix) * in[side][i]));
		cr_expect_leq(worst, 1e-13, "row %zu: off by %g", row, worst);
		free(out);
	}
	free(wet);
	free(in);
}

/* Returns |X|^2 at a frequency, by the definition of the Fourier transform. */
static double power_at(const double *column, size_t frames, double hertz)
{
	double real = 0.0, imaginary = 0.0;
	for (size_t i = 0; i < frames; i++) {
		real += column[i] * cos(2.0 * PI * hertz / RATE * (double)i);
		imaginary += column[i] * sin(2.0 * PI * hertz / RATE * (double)i);
	}
	return real * real + imaginary * imaginary;
}

/* Without modulation all is linear and time-invariant: a filter multiplies the response at each frequency by that of a
   Butterworth filter of order 2. */
Test(reverb, filters_are_butterworth)
{
	enum { FRAMES = 48000 };
	static const double frequencies[] = { 50.0, 200.0, 777.0, 3000.0, 9000.0, 15000.0 };
	struct reverb_take take = { .type = "room",
				    .settings = { { "modulation", 0.0 }, { "highpass", 0.0 }, { "lowpass", 0.0 } } };
	double **open = reverb_take_response(&take, 0, 0, FRAMES);
	reverb_take_set(&take, "highpass", 200.0);
	reverb_take_set(&take, "lowpass", 5000.0);
	double **filtered = reverb_take_response(&take, 0, 0, FRAMES);
	for (size_t i = 0; i < sizeof frequencies / sizeof frequencies[0]; i++) {
		const double f = frequencies[i];
		const double asked = -decibels(1.0 + pow(200.0 / f, 4.0)) - decibels(1.0 + pow(f / 5000.0, 4.0));
		for (size_t side = 0; side < 2; side++) {
			const double found =
				decibels(power_at(filtered[side], FRAMES, f) / power_at(open[side], FRAMES, f));
			cr_expect_leq(fabs(found - asked), 0.1, "%g Hz: %.3f dB, not %.3f", f, found, asked);
		}
	}
	free(open);
	free(filtered);
}

/* Returns the mean over the octaves from 125 Hz to 8 kHz of the power of the response against that of an impulse. */
static double octave_power(const double *response, size_t frames)
{
	double *impulse = calloc(frames, sizeof *impulse), *band = malloc(frames * sizeof *band);
	cr_assert(impulse && band);
	double sum = 0.0;
	impulse[0] = 1.0;
	for (int octave = 0; octave < 7; octave++) {
		reverb_meter_octave(impulse, band, frames, 125.0 * exp2(octave), RATE);
		const double whole = power_of(band, frames);
		reverb_meter_octave(response, band, frames, 125.0 * exp2(octave), RATE);
		sum += power_of(band, frames) / whole / 7.0;
	}
	free(impulse);
	free(band);
	return sum;
}

/* The level is in dB against the tail, in the mean of the octaves, which is what a pink noise hears: from -inf, where
   both inputs give the same, to +12. */
Test(reverb, early_reflections_have_their_level)
{
	enum { FRAMES = 48000 };
	for (size_t type = 1; type < TYPES; type++) {
		struct reverb_take take = { .type = types[type],
					    .settings = { { "early", -INFINITY },
							  { "modulation", 0.0 },
							  { "highpass", 0.0 },
							  { "lowpass", 0.0 } } };
		static const double levels[] = { -12.0, 0.0, 12.0 };
		for (size_t i = 0; i < 3; i++) {
			double early = 0.0;
			for (size_t input = 0; input < 2; input++) {
				reverb_take_set(&take, "early", -INFINITY);
				double **tail = reverb_take_response(&take, input, 0, FRAMES);
				reverb_take_set(&take, "early", levels[i]);
				double **both = reverb_take_response(&take, input, 0, FRAMES);
				for (size_t side = 0; side < 2; side++) {
					for (size_t frame = 0; frame < FRAMES; frame++)
						both[side][frame] -= tail[side][frame];
					early += octave_power(both[side], FRAMES) / 2.0;
				}
				free(tail);
				free(both);
			}
			cr_expect_leq(fabs(decibels(early) - levels[i]), 0.5, "%s: %.2f dB, not %g", types[type],
				      decibels(early), levels[i]);
		}
	}
}

/* A source on the left is heard first, and louder, on the left; a source on the right is heard first on the right. */
Test(reverb, early_reflections_know_their_side)
{
	enum { FRAMES = 48000 };
	for (size_t type = 1; type < TYPES; type++) {
		struct reverb_take take = {
			.type = types[type],
			.settings = { { "early", 12.0 }, { "predelay", 0.0 }, { "diffusion", 0.0 }, { "level", -3.0 } }
		};
		double **left = reverb_take_response(&take, 0, 0, FRAMES),
		       **right = reverb_take_response(&take, 1, 0, FRAMES);
		cr_expect_gt(power_of(left[0], FRAMES), power_of(left[1], FRAMES), "%s, left", types[type]);
		cr_expect_gt(power_of(right[1], FRAMES), power_of(right[0], FRAMES), "%s, right", types[type]);
		free(left);
		free(right);
	}
}

/* The modulation is tied to the session: if both the input and the batch are late by as many frames, the output is the
   same bit for bit. At another time of the session it is different, and the seed changes it, too. */
Test(reverb, modulation_is_tied_to_the_session)
{
	enum { FRAMES = 30000, LATE = 777 };
	struct reverb_take take = { .type = "plate", .seed = 5 };
	double **first = reverb_take_response(&take, 0, 0, FRAMES);
	double **moved = reverb_take_response(&take, 0, LATE, FRAMES);
	take.late = LATE;
	double **late = reverb_take_response(&take, 0, LATE, FRAMES);
	cr_expect_arr_eq(first[0], late[0] + LATE, (FRAMES - LATE) * sizeof(double), "not tied to the session");
	cr_expect_arr_neq(first[0], moved[0] + LATE, (FRAMES - LATE) * sizeof(double), "does not move");
	take.late = 0;
	take.seed = 6;
	double **other = reverb_take_response(&take, 0, 0, FRAMES);
	cr_expect_not(are_equal(first, other, FRAMES), "the seed does nothing");
	reverb_take_set(&take, "modulation", 0.0);
	double **still = reverb_take_response(&take, 0, 0, FRAMES);
	take.seed = 7;
	double **still_other = reverb_take_response(&take, 0, 0, FRAMES);
	double **still_moved = reverb_take_response(&take, 0, LATE, FRAMES);
	cr_expect(are_equal(still, still_other, FRAMES), "a seed without modulation");
	cr_expect_arr_eq(still[0], still_moved[0] + LATE, (FRAMES - LATE) * sizeof(double), "moves without modulation");
	double **const all[] = { first, moved, late, other, still, still_other, still_moved };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		free(all[i]);
}

/* The smallest and the largest space give the same bits on all kernels, at every rate, for any division into blocks. */
Test(reverb, bits_depend_on_no_kernel_and_no_block)
{
	enum { FRAMES = 20000, KERNELS = 8 };
	static const double rates[] = { 44100.0, 192000.0 };
	static const size_t blocks[] = { 1, 63, 512 };
	const struct kernel *kernels[KERNELS];
	const size_t count = kernel_list(kernels, KERNELS);
	for (size_t rate = 0; rate < 2; rate++) {
		for (size_t small = 0; small < 2; small++) {
			struct reverb_take take = { .type = small ? "room" : "hall",
						    .sample_rate = rates[rate],
						    .settings = { { "decay", small ? 0.1 : 9.0 },
								  { "size", small ? 0.5 : 2.0 },
								  { "modulation", 1.0 },
								  { "predelay", 0.003 },
								  { "modulation_rate", 3.0 } } };
			double **reference = reverb_take_response(&take, 1, 0, FRAMES);
			cr_expect_gt(power_of(reference[0], FRAMES), 1e-6);
			for (size_t i = 0; i < count + 3; i++) {
				take.kernel = i < count ? kernels[i] : NULL;
				take.block = i < count ? 0 : blocks[i - count];
				double **other = reverb_take_response(&take, 1, 0, FRAMES);
				cr_expect(are_equal(reference, other, FRAMES), "%s, %g Hz: way %zu differs", take.type,
					  rates[rate], i);
				free(other);
			}
			free(reference);
		}
	}
}

Test(reverb, refuses_what_makes_no_sense)
{
	static const struct {
		struct reverb_take take;
		const char *problem;
	} rows[] = {
		{ { .type = "plate", .settings = { { "early", -6.0 } } },
		  "a plate has no early reflections; remove 'early' or choose another 'type'" },
		{ { .type = "hall", .channels = 6 },
		  "reverb takes a mono or a stereo signal; this one has more than 2 channels; put it on a stereo aux" },
		{ { .type = "hall", .sample_rate = 32000.0, .settings = { { "lowpass", 16000.0 } } },
		  "'lowpass' is not under half the sample rate; give a lower frequency or 0 Hz" },
		{ { .type = "hall", .sample_rate = 8000.0, .settings = { { "high_crossover", 5000.0 } } },
		  "'high_crossover' is not under half the sample rate; give a lower frequency" },
		{ { .type = "plate", .settings = { { "early", -INFINITY } } }, NULL },
		{ { .type = "plate", .sample_rate = 8000.0 }, NULL },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		const char *problem = reverb_take_problem(&rows[row].take);
		if (!rows[row].problem)
			cr_expect_null(problem);
		else
			cr_expect_str_eq(problem, rows[row].problem);
	}
}

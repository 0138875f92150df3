/* stemprint tests: the de-hum against closed forms, and hum that is planted under real instruments.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "support/sound.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { SECOND = 48000 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PI 3.14159265358979323846

/** The settings of one case. */
struct hum_case {
	double sample_rate, freq, highest, bandwidth, depth;
};

static void set(struct processor_take *take, const struct hum_case *at)
{
	take->sample_rate = at->sample_rate;
	processor_take_set(take, "freq", at->freq);
	processor_take_set(take, "highest", at->highest);
	processor_take_set(take, "bandwidth", at->bandwidth);
	processor_take_set(take, "depth", at->depth);
}

/* The impulse response, until all notches are at rest. */
static struct processor_take response_of(const struct hum_case *at)
{
	struct processor_take take = processor_take_new("de-hum", 1, (size_t)(8.0 * at->sample_rate / at->bandwidth));
	set(&take, at);
	take.in[0][0] = 1.0;
	processor_take_render(&take);
	return take;
}

/* The sum of x[n] e^(-i w n) by Horner's rule. */
static double magnitude_db(const struct processor_take *take, double frequency)
{
	const double complex back = cexp(-2.0 * PI * frequency / take->sample_rate * (double complex)I);
	double complex sum = 0.0;
	for (size_t frame = take->frames; frame-- > 0;)
		sum = sum * back + take->out[0][frame];
	return 20.0 * log10(cabs(sum));
}

/* The analog formula: the product of 1 - (1 - g) / (1 + i (f / b) (f / f0 - f0 / f)) over all notches f0. */
static double formula_db(const struct hum_case *at, double frequency)
{
	const double gain = pow(10.0, -at->depth / 20.0);
	double sum = 0.0;
	for (double centre = at->freq; centre <= at->highest + 1e-9; centre += at->freq) {
		const double off = centre / at->bandwidth * (frequency / centre - centre / frequency);
		sum += 20.0 * log10(cabs(1.0 - (1.0 - gain) / (1.0 + off * (double complex)I)));
	}
	return sum;
}

Test(de_hum, response)
{
	static const struct hum_case cases[] = { { 48000.0, 50.0, 1000.0, 1.0, 60.0 },
						 { 44100.0, 60.0, 300.0, 4.0, 30.0 },
						 { 96000.0, 400.0, 2000.0, 10.0, 20.0 } };
	static const double offsets[] = { 0.0, 0.3, 0.5, 1.0, 4.0, 10.0, 25.0 };
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct processor_take take = response_of(&cases[i]);
		for (size_t k = 0; k < LENGTH(offsets); k++)
			for (double centre = cases[i].freq; centre <= cases[i].highest; centre += 2.0 * cases[i].freq) {
				const double frequency = centre + offsets[k] * cases[i].bandwidth;
				const double expected = formula_db(&cases[i], frequency);
				cr_expect_float_eq(magnitude_db(&take, frequency), expected, 0.02,
						   "case %zu, %g Hz: %g dB, not %g", i, frequency,
						   magnitude_db(&take, frequency), expected);
			}
		processor_take_release(&take);
	}
}

/* The figures of the description: half-way between the harmonics, and 5 Hz beside one of them. */
Test(de_hum, leaves_alone_what_lies_beside)
{
	static const struct hum_case at = { 48000.0, 50.0, 1000.0, 1.0, 60.0 };
	struct processor_take take = response_of(&at);
	for (double centre = 50.0; centre <= 1000.0; centre += 50.0) {
		cr_expect_gt(magnitude_db(&take, centre + 25.0), -0.01);
		cr_expect_gt(magnitude_db(&take, centre + 5.0), -0.06);
	}
	cr_expect_gt(magnitude_db(&take, 5000.0), -0.001);
	processor_take_release(&take);
}

static double hum(double freq, double seconds)
{
	double sum = 0.0;
	for (int k = 1; k <= 10; k++)
		sum += 0.03 / k * sin(2.0 * PI * freq * k * seconds + 1.7 * k * k);
	return sum;
}

/* Hum that begins at once has fallen by 60 dB after 2.2 s divided by the bandwidth in Hz, and 30 dB at half of that. */
Test(de_hum, settles_as_it_says)
{
	static const double bandwidths[] = { 1.0, 4.0 };
	for (size_t i = 0; i < LENGTH(bandwidths); i++) {
		const struct hum_case at = { SECOND, 60.0, 1000.0, bandwidths[i], 100.0 };
		const size_t settled = (size_t)(2.2 * SECOND / bandwidths[i]), period = SECOND / 10;
		struct processor_take take = processor_take_new("de-hum", 1, 3 * SECOND);
		set(&take, &at);
		for (size_t frame = 0; frame < take.frames; frame++)
			take.in[0][frame] = hum(60.0, (double)frame / SECOND);
		processor_take_render(&take);
		const double before = processor_take_rms_db(take.in[0], 0, period);
		/* The level of 0.1 s, in which it falls by 2.7 dB at 1 Hz and by 11 dB at 4 Hz. */
		const double half = processor_take_rms_db(take.out[0], settled / 2, settled / 2 + period) - before;
		const double whole = processor_take_rms_db(take.out[0], settled, settled + period) - before;
		cr_expect(half < -30.0 && half > -38.0, "%g Hz: %g dB after half the time", bandwidths[i], half);
		cr_expect(whole < -60.0 && whole > -68.0, "%g Hz: %g dB", bandwidths[i], whole);
		processor_take_release(&take);
	}
}

static struct processor_take take_of_fixture(const char *path, size_t groups)
{
	struct sound sound = sound_read(path);
	struct processor_take take = processor_take_of("de-hum", 1, 0, groups, sound.frames);
	take.sample_rate = sound.rate;
	for (size_t frame = 0; frame < sound.frames; frame++)
		take.in[0][frame] = sound.samples[frame * sound.channels];
	sound_release(&sound);
	return take;
}

/* The signal-to-noise ratio of a column against the clean one, from the third second on. */
static double ratio_db(const double *clean, const double *column, size_t frames)
{
	double signal = 0.0, noise = 0.0;
	for (size_t frame = 3 * SECOND; frame < frames; frame++) {
		signal += clean[frame] * clean[frame];
		noise += (column[frame] - clean[frame]) * (column[frame] - clean[frame]);
	}
	return 10.0 * log10(signal / noise);
}

/* Group 0 is the sum, group 1 the instrument, and group 2 the hum: so the test sees what becomes of each. */
Test(de_hum, hum_under_instruments)
{
	static const char *const fixtures[] = { STEMPRINT_ROOT "/fixtures/big-band/trombone.wav",
						STEMPRINT_ROOT "/fixtures/big-band/alto-sax.wav",
						STEMPRINT_ROOT "/fixtures/big-band/pad.flac" };
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		struct processor_take take = take_of_fixture(fixtures[i], 3);
		for (size_t frame = 0; frame < take.frames; frame++) {
			take.in[1][frame] = take.in[0][frame];
			take.in[2][frame] = hum(50.0, (double)frame / take.sample_rate);
			take.in[0][frame] += take.in[2][frame];
		}
		processor_take_render(&take);
		const double before = ratio_db(take.in[1], take.in[0], take.frames);
		const double after = ratio_db(take.in[1], take.out[0], take.frames);
		const double harm = ratio_db(take.in[1], take.out[1], take.frames);
		const double gone = processor_take_rms_db(take.in[2], 3 * SECOND, take.frames) -
				    processor_take_rms_db(take.out[2], 3 * SECOND, take.frames);
		cr_expect_gt(gone, 59.9, "%s: hum lowered by %g dB", fixtures[i], gone);
		cr_expect_gt(after, before + 6.0, "%s: from %g to %g dB", fixtures[i], before, after);
		cr_expect_gt(harm, 16.0, "%s: %g dB", fixtures[i], harm);
		processor_take_release(&take);
	}
}

Test(de_hum, refuses_notches_that_meet)
{
	struct processor_take take = processor_take_new("de-hum", 1, 1);
	processor_take_set(&take, "freq", 30.0);
	processor_take_set(&take, "bandwidth", 8.0);
	cr_expect_not_null(processor_take_problem(&take));
	processor_take_set(&take, "bandwidth", 7.5);
	cr_expect_null(processor_take_problem(&take));
	processor_take_release(&take);
}

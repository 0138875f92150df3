/* Tests that the reverb decays as its settings say, at every frequency.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_meter.h"
#include "core/processors/reverb_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { OCTAVES = 7, SIZES = 3, LOW_OCTAVES = 2 };

/** The limit is a share of the decay that is set. */
#define BROADBAND_LIMIT 0.03
#define OCTAVE_LIMIT 0.05

/* Adds the energies of an octave, or of everything, over both inputs and both outputs. A fit over 30 dB of one noise
   scatters; sizes that hardly differ give other noises of the same decay. */
static void add_energies(struct reverb_take take, double *energies, size_t frames)
{
	static const double sizes[SIZES] = { 0.93, 1.0, 1.07 };
	double *band = malloc(frames * sizeof *band);
	for (size_t i = 0; i < SIZES; i++) {
		reverb_take_set(&take, "size", sizes[i]);
		for (size_t input = 0; input < 2; input++) {
			double **out = reverb_take_response(&take, input, 0, frames);
			for (size_t side = 0; side < 2; side++) {
				double *column = out[side];
				for (size_t k = 0; k < OCTAVES; k++) {
					double *sum = energies + k * frames;
					reverb_meter_octave(column, band, frames, 125.0 * exp2((double)k),
							    take.sample_rate);
					for (size_t frame = 0; frame < frames; frame++)
						sum[frame] += band[frame] * band[frame];
				}
				for (size_t frame = 0; frame < frames; frame++)
					energies[OCTAVES * frames + frame] += column[frame] * column[frame];
			}
			free(out);
		}
	}
	free(band);
}

static const char *const types[] = { "plate", "hall", "room", "chamber" };

static void check_flat(const char *type, double decay, double modulation, double sample_rate)
{
	const size_t frames = (size_t)((1.1 * decay + 0.3) * sample_rate);
	struct reverb_take take = reverb_take_tail(type, decay);
	double *energies = calloc((OCTAVES + 1) * frames, sizeof *energies);
	cr_assert_not_null(energies);
	reverb_take_set(&take, "modulation", modulation);
	take.sample_rate = sample_rate;
	add_energies(take, energies, frames);
	for (size_t k = 0; k <= OCTAVES; k++) {
		const double found = reverb_meter_decay(energies + k * frames, frames, sample_rate) / decay - 1.0;
		cr_expect_leq(fabs(found), k == OCTAVES ? BROADBAND_LIMIT : OCTAVE_LIMIT,
			      "%s of %g s at %g Hz, modulation %g, octave %zu: off by %.1f %%", type, decay,
			      sample_rate, modulation, k, 100.0 * found);
	}
	free(energies);
}

Test(reverb_decay, is_the_same_at_all_frequencies_when_flat)
{
	static const double decays[] = { 0.5, 1.2, 2.5, 6.0 };
	for (size_t type = 0; type < 4; type++)
		for (size_t i = 0; i < 4; i++)
			check_flat(types[type], decays[i], i % 2 == 0 ? 0.0 : 0.3, 48000.0);
}

Test(reverb_decay, is_the_same_at_all_rates)
{
	static const double rates[] = { 32000.0, 44100.0, 96000.0, 192000.0 };
	for (size_t i = 0; i < 4; i++)
		check_flat(types[i], 0.9, 0.2, rates[i]);
}

struct curve {
	double decay, low, low_frequency, high, high_frequency;
};

/* Computes the formula of the reference. */
static double asked_at(const struct curve *curve, double frequency)
{
	const double r = 60.0 / curve->decay;
	const double low = r * (1.0 / curve->low - 1.0) / (1.0 + pow(frequency / curve->low_frequency, 2.0));
	const double high = r * (1.0 / curve->high - 1.0) / (1.0 + pow(curve->high_frequency / frequency, 2.0));
	return 60.0 / (r + low + high);
}

/* Returns the decay that a line through an octave of a noise finds, if each frequency decays as set: over the octave
   and its skirts. */
static double asked_in_octave(const struct curve *curve, double centre, size_t frames)
{
	enum { LINES = 100 };
	double *energies = calloc(frames, sizeof *energies);
	for (int i = 0; i < LINES; i++) {
		const double x = exp2(3.0 * (i + 0.5) / LINES - 1.5), frequency = centre * x;
		const double decay = asked_at(curve, frequency);
		const double weight = frequency / (1.0 + pow(x * sqrt(2.0), -8.0)) / (1.0 + pow(x / sqrt(2.0), 8.0));
		for (size_t frame = 0; frame < frames; frame++)
			energies[frame] += weight * pow(10.0, -6.0 * (double)frame / 1000.0 / decay);
	}
	const double found = reverb_meter_decay(energies, frames, 1000.0);
	free(energies);
	return found;
}

Test(reverb_decay, follows_its_curve)
{
	static const struct curve curves[] = {
		{ 2.0, 1.5, 250.0, 0.4, 5000.0 },
		{ 2.0, 0.6, 300.0, 0.2, 4000.0 },
		{ 1.5, 2.0, 400.0, 1.5, 3000.0 },
		{ 4.0, 1.0, 250.0, 0.1, 6000.0 },
	};
	for (size_t row = 0; row < 4; row++) {
		const struct curve *curve = &curves[row];
		const double longest = curve->decay * fmax(1.0, fmax(curve->low, curve->high));
		const size_t frames = (size_t)((1.1 * longest + 0.3) * 48000.0);
		struct reverb_take take = reverb_take_tail(types[row], curve->decay);
		take.sample_rate = 48000.0;
		double *energies = calloc((OCTAVES + 1) * frames, sizeof *energies);
		cr_assert_not_null(energies);
		reverb_take_set(&take, "low_decay", curve->low);
		reverb_take_set(&take, "low_crossover", curve->low_frequency);
		reverb_take_set(&take, "high_decay", curve->high);
		reverb_take_set(&take, "high_crossover", curve->high_frequency);
		add_energies(take, energies, frames);
		for (size_t k = 0; k < OCTAVES; k++) {
			const double asked =
				asked_in_octave(curve, 125.0 * exp2((double)k), (size_t)(1500.0 * longest));
			const double found =
				reverb_meter_decay(energies + k * frames, frames, take.sample_rate) / asked - 1.0;
			cr_expect_leq(fabs(found), OCTAVE_LIMIT, "row %zu, octave %zu: off by %.1f %% from %.2f s", row,
				      k, 100.0 * found, asked);
		}
		free(energies);
	}
}

/* Fits the octaves of 63 and 125 Hz of a type as it is, of one size: the energies of both inputs and both sides. */
static void check_low(const char *type, const struct curve *curve, double size, double sample_rate)
{
	const size_t frames = (size_t)((1.3 * curve->decay * curve->low + 0.3) * sample_rate);
	struct reverb_take take = { .type = type, .sample_rate = sample_rate };
	double *energies = calloc(LOW_OCTAVES * frames, sizeof *energies), *band = malloc(frames * sizeof *band);
	cr_assert(energies && band);
	reverb_take_set(&take, "size", size);
	reverb_take_set(&take, "highpass", 0.0);
	for (size_t input = 0; input < 2; input++) {
		double **out = reverb_take_response(&take, input, 0, frames);
		for (size_t i = 0; i < 2 * LOW_OCTAVES; i++) {
			double *sum = energies + i % LOW_OCTAVES * frames;
			reverb_meter_octave(out[i / LOW_OCTAVES], band, frames, i % LOW_OCTAVES == 0 ? 63.0 : 125.0,
					    sample_rate);
			for (size_t frame = 0; frame < frames; frame++)
				sum[frame] += band[frame] * band[frame];
		}
		free(out);
	}
	for (size_t i = 0; i < LOW_OCTAVES; i++) {
		const double centre = i == 0 ? 63.0 : 125.0;
		const double asked = asked_in_octave(curve, centre, (size_t)(1500.0 * curve->decay * curve->low));
		const double found = reverb_meter_decay(energies + i * frames, frames, sample_rate) / asked - 1.0;
		cr_expect_leq(fabs(found), OCTAVE_LIMIT, "%s of %g %% at %g Hz: off by %.1f %% at %g Hz", type,
			      100.0 * size, sample_rate, 100.0 * found, centre);
	}
	free(energies);
	free(band);
}

/* The modes of 63 and 125 Hz are few, so each network has lengths whose modes decay evenly. */
Test(reverb_decay, holds_at_63_and_125_hertz)
{
	static const struct curve curves[] = {
		{ 1.5, 1.15, 250.0, 0.5, 7000.0 },
		{ 2.8, 1.2, 250.0, 0.35, 4500.0 },
		{ 0.6, 1.0, 250.0, 0.5, 5500.0 },
		{ 1.2, 1.05, 200.0, 0.55, 6000.0 },
	};
	static const double sizes[] = { 0.7, 0.85, 1.0, 1.1, 1.3, 1.5 }, rates[] = { 44100.0, 48000.0, 96000.0 };
	for (size_t type = 0; type < 4; type++)
		for (size_t rate = 0; rate < 3; rate++)
			for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
				check_low(types[type], &curves[type], sizes[size], rates[rate]);
}

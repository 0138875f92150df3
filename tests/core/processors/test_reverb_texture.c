/* Tests that the reverb is dense and smooth, and has no resonances.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_meter.h"
#include "core/processors/reverb_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define RATE 48000.0

enum { WINDOW = 960, LATE = 12000, SPAN = 24000 };

/** What each type must reach. */
static const struct {
	const char *type;
	double decay;
	double dense_seconds; /**< when the echo density is over 0.9 for good, without predelay */
	double moments; /**< of the late spectrum: 2 is Gaussian noise */
	double peak_db; /**< loudest line of the late spectrum over its surroundings: of Gaussian noise 10 */
	double periodicity; /**< of the late response, at lags from 4 to 300 ms */
} rows[] = {
	{ "plate", 1.5, 0.025, 2.45, 11.5, 0.10 },   { "plate", 5.0, 0.025, 2.45, 11.5, 0.10 },
	{ "hall", 2.8, 0.085, 2.45, 11.5, 0.10 },    { "hall", 8.0, 0.110, 2.45, 11.5, 0.10 },
	{ "room", 0.6, 0.045, 2.80, 11.5, 0.11 },    { "room", 1.2, 0.045, 2.80, 12.5, 0.10 },
	{ "chamber", 1.2, 0.045, 2.60, 11.5, 0.10 }, { "chamber", 4.0, 0.045, 2.60, 12.0, 0.10 },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static double **response_of(size_t row)
{
	const struct reverb_take take = reverb_take_tail(rows[row].type, rows[row].decay);
	return reverb_take_response(&take, 0, 0, LATE + SPAN);
}

/* From that time on every window is as dense as noise, as far as a window of 20 ms can show it. */
Test(reverb_texture, builds_up_to_the_density_of_noise)
{
	for (size_t row = 0; row < ROWS; row++) {
		double **out = response_of(row);
		for (size_t side = 0; side < 2; side++) {
			double mean = 0.0, least = 2.0;
			size_t count = 0;
			for (double at = rows[row].dense_seconds; at < 0.4; at += 0.01, count++) {
				const double density =
					reverb_meter_density(out[side], (size_t)(at * RATE) - WINDOW / 2, WINDOW);
				mean += density;
				least = fmin(least, density);
			}
			mean /= (double)count;
			cr_expect(least > 0.75 && fabs(mean - 1.0) < 0.06,
				  "%s of %g s, side %zu: density from %.2f, mean %.2f", rows[row].type, rows[row].decay,
				  side, least, mean);
		}
		free(out);
	}
}

/** A whole reverb as it is without any setting: when its echo density reaches 0.9 at the latest, predelay included. */
static const struct {
	const char *type;
	double seconds, predelay;
} whole[] = {
	{ "plate", 0.040, 0.020 }, { "hall", 0.060, 0.030 }, { "room", 0.040, 0.004 }, { "chamber", 0.060, 0.010 }
};

enum { INPUTS = 3, WHOLE = sizeof whole / sizeof whole[0] };

static const double sample_rates[] = { 44100.0, 48000.0, 96000.0 };

/* Returns the response to an impulse on the left, on the right, or on both. */
static double **whole_response(const char *type, size_t input, double sample_rate, size_t frames)
{
	const struct reverb_take take = { .type = type, .sample_rate = sample_rate };
	double **out = reverb_take_response(&take, input == 1 ? 1 : 0, 0, frames);
	if (input < 2)
		return out;
	double **right = reverb_take_response(&take, 1, 0, frames);
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < frames; i++)
			out[side][i] += right[side][i];
	free(right);
	return out;
}

/* Returns the seconds at which the density in a window of 20 ms first reaches 0.9. *later: its mean from there on. */
static double dense_seconds(const double *column, double sample_rate, double *later)
{
	const size_t window = (size_t)(0.02 * sample_rate);
	double found = INFINITY, count = 0.0;
	*later = 0.0;
	for (int milliseconds = 10; milliseconds < 250; milliseconds++) {
		const double at = milliseconds / 1000.0;
		const double density =
			reverb_meter_density(column, (size_t)(at * sample_rate + 0.5) - window / 2, window);
		if (density >= 0.9 && isinf(found))
			found = at;
		*later += isinf(found) ? 0.0 : density;
		count += isinf(found) ? 0.0 : 1.0;
	}
	*later /= fmax(count, 1.0);
	return found;
}

/* Returns the share of the energy of some frames that the ten largest of them hold. */
static double largest_share(const double *column, size_t frames)
{
	double most[10] = { 0.0 }, sum = 0.0, held = 0.0;
	for (size_t i = 0; i < frames; i++) {
		double energy = column[i] * column[i];
		sum += energy;
		for (size_t k = 0; k < 10; k++)
			if (energy > most[k]) {
				const double lower = most[k];
				most[k] = energy;
				energy = lower;
			}
	}
	for (size_t k = 0; k < 10; k++)
		held += most[k];
	return held / sum;
}

/* The early reflections are dense and diffuse: no few samples stand out of the first 80 ms behind the predelay. */
Test(reverb_texture, starts_dense_and_diffuse)
{
	for (size_t type = 0; type < WHOLE; type++)
		for (size_t rate = 0; rate < 3; rate++)
			for (size_t input = 0; input < INPUTS; input++) {
				const double sample_rate = sample_rates[rate];
				const size_t frames = (size_t)(0.3 * sample_rate);
				double **out = whole_response(whole[type].type, input, sample_rate, frames);
				for (size_t side = 0; side < 2; side++) {
					double later;
					const double dense = dense_seconds(out[side], sample_rate, &later);
					const size_t start = (size_t)(whole[type].predelay * sample_rate);
					const double share =
						largest_share(out[side] + start, (size_t)(0.08 * sample_rate));
					cr_expect(dense <= whole[type].seconds && later >= 0.93,
						  "%s at %g Hz, input %zu, side %zu: dense at %.0f ms, then %.2f",
						  whole[type].type, sample_rate, input, side, 1000.0 * dense, later);
					cr_expect_leq(share, 0.08,
						      "%s at %g Hz, input %zu, side %zu: ten samples hold %.3f",
						      whole[type].type, sample_rate, input, side, share);
				}
				free(out);
			}
}

/* Without its decay the late response is noise: no line of its spectrum stands out, and nothing in it repeats. */
Test(reverb_texture, late_response_is_noise)
{
	for (size_t row = 0; row < ROWS; row++) {
		double **out = response_of(row);
		for (size_t side = 0; side < 2; side++) {
			double *late = out[side] + LATE;
			double peak_db;
			for (size_t i = 0; i < SPAN; i++)
				late[i] *= pow(10.0, 3.0 * (double)i / RATE / rows[row].decay);
			const double moments = reverb_meter_spectrum(late, SPAN, RATE, 300.0, 8000.0, &peak_db);
			const double periodicity =
				reverb_meter_periodicity(late, SPAN, (size_t)(0.004 * RATE), (size_t)(0.3 * RATE));
			cr_expect(moments <= rows[row].moments && peak_db <= rows[row].peak_db,
				  "%s of %g s, side %zu: spectrum's moments %.2f, peak %.1f dB", rows[row].type,
				  rows[row].decay, side, moments, peak_db);
			cr_expect_leq(periodicity, rows[row].periodicity, "%s of %g s, side %zu: periodicity %.3f",
				      rows[row].type, rows[row].decay, side, periodicity);
		}
		free(out);
	}
}

static double level_db(double *const *columns, double from, double to)
{
	double sum = 0.0;
	for (size_t side = 0; side < 2; side++)
		for (size_t i = (size_t)(from * RATE); i < (size_t)(to * RATE); i++)
			sum += columns[side][i] * columns[side][i];
	return 10.0 * log10(sum / (to - from));
}

/* Once the reverb has built up, its level falls along a line: there is no slap, no hole and no second wave. */
Test(reverb_texture, falls_evenly)
{
	static const double steps[] = { 0.06, 0.16, 0.04, 0.06 };
	static const char *const types[] = { "plate", "hall", "room", "chamber" };
	static const double decays[] = { 1.5, 2.8, 0.6, 1.2 };
	for (size_t type = 0; type < 4; type++) {
		const struct reverb_take take = reverb_take_tail(types[type], decays[type]);
		double **out = reverb_take_response(&take, 0, 0, LATE + SPAN);
		double late = 0.0;
		for (int i = 0; i < 10; i++)
			late += 0.1 * (level_db(out, 0.3 + 0.02 * i, 0.32 + 0.02 * i) +
				       60.0 / decays[type] * (0.31 + 0.02 * i));
		for (double at = steps[type]; at < 0.5; at += 0.02) {
			const double off = level_db(out, at, at + 0.02) + 60.0 / decays[type] * (at + 0.01) - late;
			cr_expect_leq(fabs(off), 2.0, "%s: %.1f dB off its line at %.0f ms", types[type], off,
				      1000.0 * at);
		}
		free(out);
	}
}

/* Less diffusion means fewer echoes at the start. */
Test(reverb_texture, diffusion_thickens_the_start)
{
	double before = -1.0;
	for (int i = 0; i <= 4; i++) {
		struct reverb_take take = reverb_take_tail("hall", 2.8);
		reverb_take_set(&take, "diffusion", 0.25 * i);
		double **out = reverb_take_response(&take, 0, 0, LATE);
		double density = 0.0;
		for (size_t start = 1000; start + WINDOW < 8000; start += WINDOW / 2)
			density += reverb_meter_density(out[0], start, WINDOW);
		cr_expect_gt(density, before, "%d %%", 25 * i);
		before = density;
		free(out);
	}
}

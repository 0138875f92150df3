/* stemprint: finds the gain and the offset beside a filter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/filter_parts.h"

#include "dsp/elementary.h"
#include "forensics/filter_response.h"

#include <math.h>

#define AUDIBLE 1e-9 /* of the power of the strongest bin */
#define EXACT 1e-3 /* of what the mix holds in a bin: what its response may leave */
#define ALIGNED 0.98 /* mean cosine of the phases that are left by an offset */
/* A filter above the highest frequency that is known may delay the sound below by some of its half periods. */
#define DELAY_LEAST 4.0
#define ALIKE_DB 0.04 /* by which levels that are one gain may differ */
#define CLOSE_DB 0.01 /* the same, of those that tell the gain best */
#define GAIN_LEAST_DB 0.06
#define FLAT_SHARE 0.6 /* of the bands at a gain: as many at 0 dB mean that there is none */

enum { BINS_LEAST = 100, BANDS_LEAST = 6, BANDS_SHARE = 3, REFINEMENTS = 8 };

/* What the mix does with a stem, bin by bin. */
struct response {
	struct fourier_transform *transform;
	size_t bins, audible, highest; /* highest: the last bin that is known */
	double *real, *imaginary; /* [bin]; 0 and 0: not known */
};

static bool read_response(struct response *response, const struct forensics_case *evidence, size_t stem)
{
	const struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count;
	double strongest = 0.0;
	*response = (struct response){ .transform = fit->transform, .bins = bins };
	response->real = ARENA_ARRAY(evidence->arena, double, bins);
	response->imaginary = ARENA_ARRAY(evidence->arena, double, bins);
	if (!response->real || !response->imaginary)
		return false;
	for (size_t k = 0; k < bins; k++)
		strongest = fmax(strongest, sum_fit_power(fit, stem, k));
	for (size_t k = 1; k + 1 < bins; k++) {
		const double power = sum_fit_power(fit, stem, k);
		const double a = fit->real[stem * bins + k], b = fit->imaginary[stem * bins + k];
		if (power <= AUDIBLE * strongest)
			continue;
		const double u = proof_gain(evidence->proof, stem) + a / power, v = b / power;
		if (fit->residual_power[k] - (a * a + b * b) / power > EXACT * (u * u + v * v) * power)
			continue;
		response->real[k] = u;
		response->imaginary[k] = v;
		response->audible++;
		response->highest = k;
	}
	return true;
}

static bool is_known(const struct response *response, size_t k)
{
	return response->real[k] != 0.0 || response->imaginary[k] != 0.0;
}

/* Writes the logarithms of the magnitudes into the transform. Where none is known, the one before goes on. */
static void load_logarithms(const struct response *response)
{
	double(*bins)[2] = response->transform->bins, last = 0.0;
	for (size_t k = response->bins; k-- > 0;)
		if (is_known(response, k))
			last = log(hypot(response->real[k], response->imaginary[k]));
	for (size_t k = 0; k < response->bins; k++) {
		if (is_known(response, k))
			last = log(hypot(response->real[k], response->imaginary[k]));
		bins[k][0] = last;
		bins[k][1] = 0.0;
	}
}

/* Turns the phase of each bin back by the least phase that its magnitude allows, and gives it the magnitude 1. */
static void take_least_phase(struct response *response)
{
	struct fourier_transform *transform = response->transform;
	const size_t half = transform->size / 2;
	load_logarithms(response);
	fourier_transform_backward(transform);
	for (size_t i = 0; i < transform->size; i++)
		transform->samples[i] *= (i == 0 || i == half ? 1.0 : i < half ? 2.0 : 0.0) / (double)transform->size;
	fourier_transform_forward(transform);
	for (size_t k = 0; k < response->bins; k++) {
		const double magnitude = hypot(response->real[k], response->imaginary[k]);
		const double cosine = cos(transform->bins[k][1]), sine = sin(transform->bins[k][1]);
		const double real = response->real[k], imaginary = response->imaginary[k];
		if (!is_known(response, k))
			continue;
		response->real[k] = (real * cosine + imaginary * sine) / magnitude;
		response->imaginary[k] = (imaginary * cosine - real * sine) / magnitude;
	}
}

/* Returns the mean cosine of the phases that an offset leaves. */
static double aligned_at(const struct response *response, double delay)
{
	double sum = 0.0;
	for (size_t k = 0; k < response->bins; k++) {
		const double w = 2.0 * ELEMENTARY_PI * (double)k / (double)response->transform->size * delay;
		sum += response->real[k] * cos(w) - response->imaginary[k] * sin(w);
	}
	return sum / (double)response->audible;
}

/* Returns the delay, in frames, at which the phases agree most. */
static double find_delay(const struct response *response)
{
	struct fourier_transform *transform = response->transform;
	size_t best = 0;
	for (size_t k = 0; k < response->bins; k++) {
		transform->bins[k][0] = response->real[k];
		transform->bins[k][1] = response->imaginary[k];
	}
	fourier_transform_backward(transform);
	for (size_t i = 1; i < transform->size; i++)
		if (transform->samples[i] > transform->samples[best])
			best = i;
	double delay = best < transform->size / 2 ? (double)best : (double)best - (double)transform->size;
	double step = 0.5;
	for (int i = 0; i < REFINEMENTS; i++, step *= 0.5) {
		const double here = aligned_at(response, delay);
		if (aligned_at(response, delay - step) > here)
			delay -= step;
		else if (aligned_at(response, delay + step) > here)
			delay += step;
	}
	return delay;
}

/* Counts the bands whose levels are at most `within` off a level, and gives their mean. */
static size_t count_near(const struct cause_point *points, size_t count, double level_db, double within, double *mean)
{
	size_t near = 0;
	double sum = 0.0;
	for (size_t i = 0; i < count; i++)
		if (fabs(points[i].gain_db - level_db) <= within) {
			sum += points[i].gain_db;
			near++;
		}
	*mean = near > 0 ? sum / (double)near : 0.0;
	return near;
}

/* Gives the level, at most ALIKE_DB off `around`, to which most third octaves come near. Returns how many do. */
static size_t densest(const struct cause_point *points, size_t count, double around, double within, double *level_db)
{
	size_t most = 0;
	for (size_t i = 0; i < count; i++) {
		double mean;
		const size_t near = fabs(points[i].gain_db - around) > ALIKE_DB
					    ? 0
					    : count_near(points, count, points[i].gain_db, within, &mean);
		if (near <= most)
			continue;
		most = near;
		*level_db = mean;
	}
	return most;
}

/* Returns the level that most third octaves have, in dB; 0 when too few have one. The slopes of an equaliser come near
   it from one side, so the bands that agree best tell it. */
static double find_gain_db(const struct cause_point *points, size_t count)
{
	double gain_db = 0.0, level_db = 0.0;
	size_t most = 0;
	const size_t flat = count_near(points, count, 0.0, ALIKE_DB, &level_db);
	for (size_t i = 0; i < count; i++) {
		const size_t near = count_near(points, count, points[i].gain_db, ALIKE_DB, &level_db);
		if (near <= most)
			continue;
		most = near;
		gain_db = level_db;
	}
	if (densest(points, count, gain_db, CLOSE_DB, &level_db) > 0)
		gain_db = level_db;
	const bool told = most >= BANDS_LEAST && BANDS_SHARE * most >= count &&
			  (double)flat < FLAT_SHARE * (double)most && fabs(gain_db) >= GAIN_LEAST_DB;
	return told ? gain_db : 0.0;
}

/* Returns the offset with the lag, in frames; 0: none, or none that the response proves. A low-pass makes a lag, too.
 */
static double find_offset(struct response *response, int64_t lag)
{
	if (response->audible < BINS_LEAST)
		return 0.0;
	take_least_phase(response);
	const double delay = find_delay(response), offset = (double)lag + delay;
	const double least = DELAY_LEAST * (double)response->bins / (double)response->highest;
	return fabs(offset) >= least && aligned_at(response, delay) >= ALIGNED ? offset : 0.0;
}

bool filter_parts_of(const struct forensics_case *evidence, size_t stem, struct gain_delay *parts)
{
	struct response response;
	size_t count;
	const struct cause_point *points = filter_response(evidence, stem, evidence->arena, &count);
	if (!points || !read_response(&response, evidence, stem))
		return false;
	parts->gain = decibel_to_gain(find_gain_db(points, count));
	parts->delay = find_offset(&response, evidence->lags[stem]);
	return true;
}

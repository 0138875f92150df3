/* Solves for the damaged samples by one banded factor for all columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/sample_interpolation.h"

#include "dsp/inner_product.h"

#include <math.h>
#include <string.h>

enum { BAND = PREDICTION_ORDER + 1 };

bool sample_interpolation_init(struct sample_interpolation *interpolation, struct arena *arena, size_t capacity,
			       size_t columns)
{
	*interpolation = (struct sample_interpolation){
		.capacity = capacity,
		.places = ARENA_ARRAY(arena, size_t, capacity),
		.factor = ARENA_ARRAY(arena, double, capacity *BAND),
		.weights = ARENA_ARRAY(arena, double, capacity),
		.values = ARENA_ARRAY(arena, double, capacity *columns),
		.columns = columns,
	};
	return interpolation->places && interpolation->factor && interpolation->weights && interpolation->values;
}

static size_t collect(struct sample_interpolation *interpolation, const bool *damaged, size_t length)
{
	size_t count = 0;
	for (size_t i = 0; i < length && count < interpolation->capacity; i++)
		if (damaged[i])
			interpolation->places[count++] = i;
	return count;
}

/* The normal equations hold only the correlation of the filter with itself, at the distances of the samples. */
static void correlate(const struct linear_prediction *prediction, double *correlation)
{
	for (size_t lag = 0; lag < BAND; lag++)
		correlation[lag] = inner_product(prediction->filter, prediction->filter + lag, BAND - lag);
}

/* Factors the equations into L L^T; row i of `factor` holds L[i][i - k] at k. Samples whose indices are k apart in the
   list are at least k apart in time, so nothing lies outside of the band. */
static bool factorise(struct sample_interpolation *interpolation, const double *correlation, size_t count)
{
	const size_t *places = interpolation->places;
	for (size_t i = 0; i < count; i++) {
		double *row = interpolation->factor + i * BAND;
		const size_t reach = i < PREDICTION_ORDER ? i : PREDICTION_ORDER;
		for (size_t k = reach + 1; k-- > 0;) {
			const size_t distance = places[i] - places[i - k];
			const double *other = interpolation->factor + (i - k) * BAND;
			double sum = distance < BAND ? correlation[distance] : 0.0;
			for (size_t j = k + 1; j <= reach && j - k <= PREDICTION_ORDER; j++)
				sum -= row[j] * other[j - k];
			if (k > 0)
				row[k] = sum / other[0];
			else if (sum > 0.0)
				row[0] = sqrt(sum);
			else
				return false;
		}
	}
	return true;
}

/* Solves L L^T x = x in place. */
static void substitute(const struct sample_interpolation *interpolation, double *x, size_t count)
{
	const double *factor = interpolation->factor;
	for (size_t i = 0; i < count; i++) {
		const size_t reach = i < PREDICTION_ORDER ? i : PREDICTION_ORDER;
		for (size_t k = 1; k <= reach; k++)
			x[i] -= factor[i * BAND + k] * x[i - k];
		x[i] /= factor[i * BAND];
	}
	for (size_t i = count; i-- > 0;) {
		const size_t reach = count - 1 - i < PREDICTION_ORDER ? count - 1 - i : PREDICTION_ORDER;
		for (size_t k = 1; k <= reach; k++)
			x[i] -= factor[(i + k) * BAND + k] * x[i + k];
		x[i] /= factor[i * BAND];
	}
}

/* Adds what the sample at `place`, counted from index 0, brings to each damaged sample. The weights are worked out
   before any column is read, so that all columns see the same. */
static void spread(struct sample_interpolation *interpolation, const double *correlation, size_t count, ptrdiff_t place,
		   double *const *columns)
{
	double *weights = interpolation->weights;
	for (size_t i = 0; i < count; i++) {
		const ptrdiff_t signed_distance = (ptrdiff_t)interpolation->places[i] - place;
		const size_t distance = (size_t)(signed_distance < 0 ? -signed_distance : signed_distance);
		weights[i] = distance < BAND ? -correlation[distance] : 0.0;
	}
	substitute(interpolation, weights, count);
	for (size_t column = 0; column < interpolation->columns; column++) {
		double *values = interpolation->values + column * interpolation->capacity;
		const double sample = columns[column][place];
		for (size_t i = 0; i < count; i++)
			values[i] += weights[i] * sample;
	}
}

/* Says whether a damaged sample is so near that the one at `place` has a weight. */
static bool has_weight(const bool *damaged, size_t length, ptrdiff_t place)
{
	const ptrdiff_t end = (ptrdiff_t)length;
	const ptrdiff_t first = place < PREDICTION_ORDER ? 0 : place - PREDICTION_ORDER;
	const ptrdiff_t last = place + PREDICTION_ORDER < end ? place + PREDICTION_ORDER : end - 1;
	return (place < 0 || place >= end || !damaged[place]) && first <= last &&
	       memchr(damaged + first, true, (size_t)(last - first + 1) * sizeof *damaged);
}

bool sample_interpolation_apply(struct sample_interpolation *interpolation, const struct linear_prediction *prediction,
				const bool *damaged, size_t length, double *const *columns)
{
	double correlation[BAND];
	const size_t count = collect(interpolation, damaged, length);
	correlate(prediction, correlation);
	if (!factorise(interpolation, correlation, count))
		return false;
	memset(interpolation->values, 0, interpolation->capacity * interpolation->columns * sizeof(double));
	for (ptrdiff_t place = -PREDICTION_ORDER; place < (ptrdiff_t)length + PREDICTION_ORDER; place++)
		if (has_weight(damaged, length, place))
			spread(interpolation, correlation, count, place, columns);
	for (size_t column = 0; column < interpolation->columns; column++)
		for (size_t i = 0; i < count; i++)
			columns[column][interpolation->places[i]] =
				interpolation->values[column * interpolation->capacity + i];
	return true;
}

bool sample_interpolation_try(struct sample_interpolation *interpolation, const struct linear_prediction *prediction,
			      const bool *damaged, size_t length, double *samples)
{
	double correlation[BAND], *values = interpolation->values;
	const size_t count = collect(interpolation, damaged, length);
	correlate(prediction, correlation);
	if (!factorise(interpolation, correlation, count))
		return false;
	for (size_t i = 0; i < count; i++)
		samples[interpolation->places[i]] = 0.0;
	for (size_t i = 0; i < count; i++) {
		const double *centre = samples + interpolation->places[i];
		values[i] = 0.0;
		for (size_t lag = 1; lag < BAND; lag++)
			values[i] -= correlation[lag] * (*(centre - lag) + centre[lag]);
	}
	substitute(interpolation, values, count);
	for (size_t i = 0; i < count; i++)
		samples[interpolation->places[i]] = values[i];
	return true;
}

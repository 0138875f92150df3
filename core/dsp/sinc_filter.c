/* Reads a column between its samples.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/sinc_filter.h"

#include "dsp/elementary.h"

#include <math.h>

enum {
	PHASES_LEAST = 16,
	LANES = 8, /* sums that run side by side */
};

/* J. F. Kaiser's formulas (1974) for 128 taps and a transition of 0.093 of the rate: 178 dB, beta = 0.1102 (178 - 8.7).
   Twice as many taps halve the transition, to 0.4535 to 0.5 of the rate. */
const struct sinc_shape sinc_shape_of_clips = { .half_periods = 64, .cut = 1.0, .beta = 18.65, .phases = 512 };
const struct sinc_shape sinc_shape_of_files = { .half_periods = 128, .cut = 0.9535, .beta = 18.65, .phases = 1024 };

/* Returns I0, the modified Bessel function of the first kind and order 0, by its power series. */
static double bessel(double x)
{
	double term = 1.0, sum = 1.0;
	for (double k = 1.0; term > 1e-18 * sum; k += 1.0) {
		term *= x * x / (4.0 * k * k);
		sum += term;
	}
	return sum;
}

/* Returns the weight of a sample at this distance in frames. `width` stretches the sinc over more frames, so that it
   cuts lower. */
static double weight(const struct sinc_shape *shape, double distance, double width)
{
	const double half = (double)shape->half_periods, place = distance / width;
	const double within = 1.0 - place * place / (half * half);
	if (within <= 0.0)
		return 0.0;
	const double x = place * shape->cut;
	const double nearest = floor(x + 0.5), rest = x - nearest; /* sin(pi x), exactly 0 at whole numbers */
	const double sine = elementary_sin(ELEMENTARY_PI * rest) * (fmod(nearest, 2.0) == 0.0 ? 1.0 : -1.0);
	const double sinc = x == 0.0 ? 1.0 : sine / (ELEMENTARY_PI * x);
	return sinc * bessel(shape->beta * sqrt(within));
}

/* Fills a row, so that its weights add up to 1. */
static void fill_row(const struct sinc_filter *filter, double *row, double rest, double width)
{
	const size_t taps = filter->taps, half = taps / 2;
	double sum = 0.0;
	for (size_t i = 0; i < taps; i++) {
		row[i] = weight(filter->shape, (double)i + 1.0 - (double)half - rest, width);
		sum += row[i];
	}
	for (size_t i = 0; i < taps; i++)
		row[i] /= sum;
}

size_t sinc_filter_taps(const struct sinc_shape *shape, double step)
{
	return LANES * (size_t)ceil(2.0 * (double)shape->half_periods * fmax(1.0, step) / LANES);
}

static struct sinc_filter *filter_new(struct arena *arena, const struct sinc_shape *shape, double step, size_t rows)
{
	struct sinc_filter *filter = ARENA_NEW(arena, struct sinc_filter);
	if (!filter)
		return NULL;
	filter->shape = shape;
	filter->taps = sinc_filter_taps(shape, step);
	filter->rows = ARENA_ARRAY(arena, double, rows * filter->taps);
	return filter->rows ? filter : NULL;
}

struct sinc_filter *sinc_filter_new_exact(struct arena *arena, const struct sinc_shape *shape, uint64_t step_parts,
					  uint64_t parts)
{
	const double width = fmax(1.0, (double)step_parts / (double)parts);
	struct sinc_filter *filter = filter_new(arena, shape, width, parts);
	if (!filter)
		return NULL;
	filter->parts = parts;
	for (size_t i = 0; i < parts; i++)
		fill_row(filter, &filter->rows[i * filter->taps], (double)i / (double)parts, width);
	return filter;
}

struct sinc_filter *sinc_filter_new(struct arena *arena, const struct sinc_shape *shape, double step)
{
	const double width = fmax(1.0, step);
	const size_t phases = (size_t)fmax(PHASES_LEAST, ceil((double)shape->phases / width));
	struct sinc_filter *filter = filter_new(arena, shape, width, phases + 3);
	if (!filter)
		return NULL;
	filter->phases = phases;
	for (size_t i = 0; i < phases + 3; i++)
		fill_row(filter, &filter->rows[i * filter->taps], ((double)i - 1.0) / (double)phases, width);
	return filter;
}

const double *sinc_filter_exact(const struct sinc_filter *filter, uint64_t part)
{
	return &filter->rows[part * filter->taps];
}

/* Lagrange's cubic through the rows before, at, after and two after the position. */
const double *sinc_filter_weights(const struct sinc_filter *filter, double rest, double *room)
{
	const double place = rest * (double)filter->phases;
	size_t row = (size_t)place;
	row = row < filter->phases ? row : filter->phases - 1;
	const double x = place - (double)row;
	const double before = -x * (x - 1.0) * (x - 2.0) / 6.0, at = (x + 1.0) * (x - 1.0) * (x - 2.0) / 2.0;
	const double after = -(x + 1.0) * x * (x - 2.0) / 2.0, last = (x + 1.0) * x * (x - 1.0) / 6.0;
	const double *rows = &filter->rows[row * filter->taps];
	const size_t taps = filter->taps;
	for (size_t i = 0; i < taps; i++)
		room[i] = (before * rows[i] + at * rows[taps + i]) +
			  (after * rows[2 * taps + i] + last * rows[3 * taps + i]);
	return room;
}

double sinc_filter_sum(const struct sinc_filter *filter, const double *weights, const double *samples)
{
	double sums[LANES] = { 0.0 };
	for (size_t i = 0; i < filter->taps; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			sums[k] += weights[i + k] * samples[i + k];
	return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

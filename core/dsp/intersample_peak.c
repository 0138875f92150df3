/* Reads how high a signal rises between its samples.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/intersample_peak.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/intersample.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
	SINCS = INTERSAMPLE_SINCS,
	HALF_MAXIMUM = INTERSAMPLE_HALF_TAPS,
	FINE = INTERSAMPLE_FINE_TAPS,
	STEPS = INTERSAMPLE_STEPS,
	REACH = INTERSAMPLE_REACH,
	FRAMES = INTERSAMPLE_FRAMES,
	METER_LENGTH = 49, /* taps of libebur128's filter */
	MARGIN = (FINE + 1) / 2, /* points of each grid that its steps use before and after a reading */
	SPAN = 2 * REACH + 1,
	GLANCE = 28, /* readings that are made or left out together; with the margins they fill four vectors of eight */
	AROUND = 4, /* samples after a check that belong to its readings: one is needed, and four fill the vectors */
	NEAR = 18, /* samples before and after a reading whose second differences count separately */
	REFERENCE = 3, /* the sinc of 80 taps: a longer one lies closer to all others, but takes longer */
};

/* The taps of the half-way filters on each side. Six lengths are needed: with three, 24, 64 and 128, noise at the
   ceiling reads up to 0.2 dB over it with lengths between them; with these six, 0.02 dB. */
static const int half_taps[SINCS] = { 10, 16, 24, 40, 72, HALF_MAXIMUM };

/* Stop bands of -63 and -65 dB give errors under 0.006 dB. */
#define HALF_WAY_BETA 6.0
#define FINE_BETA 6.2

/* The factor by which rounding may raise a value that a bound rules out. */
#define ROUNDING_MARGIN (1.0 + 1e-9)

static double bessel_i0(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; term > 1e-17 * sum; k++) {
		term *= (0.5 * x / k) * (0.5 * x / k);
		sum += term;
	}
	return sum;
}

/* Returns a sinc under a Kaiser window of `half` on each side, at the distance d from its middle. */
static double kaiser_sinc(double d, double half, double beta)
{
	const double x = ELEMENTARY_PI * d;
	const double window = sqrt(fmax(0.0, 1.0 - (d / half) * (d / half)));
	return (x == 0.0 ? 1.0 : elementary_sin(x) / x) * bessel_i0(beta * window) / bessel_i0(beta);
}

/* Scales the taps, so that a constant is read exactly. */
static void normalise(double *taps, size_t count)
{
	double sum = 0.0;
	for (size_t i = 0; i < count; i++)
		sum += taps[i];
	for (size_t i = 0; i < count; i++)
		taps[i] /= sum;
}

static void make_half_way(struct intersample_peak *peak)
{
	for (int sinc = 0; sinc < SINCS; sinc++) {
		const int half = half_taps[sinc];
		for (int i = 0; i < 2 * half; i++)
			peak->half_way[sinc][i] = kaiser_sinc(i - half + 0.5, half, HALF_WAY_BETA);
		normalise(peak->half_way[sinc], 2 * (size_t)half);
	}
}

static void make_fine(struct intersample_peak *peak)
{
	for (int step = 1; step < STEPS; step++) {
		for (int i = 0; i < 2 * FINE; i++)
			peak->fine[step][i] = kaiser_sinc(i - FINE + 1 - (double)step / STEPS, FINE, FINE_BETA);
		normalise(peak->fine[step], 2 * (size_t)FINE);
	}
}

/* Every factor-th tap makes a phase; the phase that hits the samples is left out. */
static void make_meter(struct intersample_peak *peak, double sample_rate)
{
	const int factor = sample_rate < 96000.0 ? 4 : 2;
	const int middle = (METER_LENGTH - 1) / 2;
	if (sample_rate >= 192000.0)
		return;
	peak->meter_phases = (size_t)(factor - 1);
	peak->meter_taps = (size_t)(2 * middle / factor);
	peak->meter_ahead = (size_t)(middle / factor);
	for (int tap = 0; tap < METER_LENGTH; tap++) {
		if (tap % factor == 0)
			continue;
		const double x = ELEMENTARY_PI * (tap - middle) / factor;
		const double window = 0.5 * (1.0 - elementary_cos(ELEMENTARY_PI * tap / middle));
		peak->meter[tap % factor - 1][tap / factor] = elementary_sin(x) / x * window;
	}
}

/* No value of a filter is larger than absolute x the largest sample, nor than level x the larger of the samples around
   + near x the largest second difference near the reading + far x the largest of those beyond. */
struct bounds {
	double absolute, level, near, far;
};

/* Computes the bounds of a filter: taps[REACH + k] weighs sample k, and the value lies between sample 0 and sample 1.
   Subtract from the filter the linear interpolation between these two that has the same sum and first moment; the rest
   is the second difference of a finite sequence, whose magnitudes are the bound. */
static struct bounds bounds_of(const double taps[SPAN])
{
	struct bounds bounds = { 0 };
	double sum = 0.0, moment = 0.0;
	for (int i = 0; i < SPAN; i++) {
		bounds.absolute += fabs(taps[i]);
		sum += taps[i];
		moment += taps[i] * (i - REACH);
	}
	bounds.level = fabs(sum - moment) + fabs(moment);
	double slope = 0.0, value = 0.0;
	for (int i = 0; i < SPAN; i++) {
		slope += taps[i] - (i == REACH ? sum - moment : i == REACH + 1 ? moment : 0.0);
		value += slope;
		if (i + 1 >= REACH - NEAR && i + 1 <= REACH + NEAR)
			bounds.near += fabs(value);
		else
			bounds.far += fabs(value);
	}
	return bounds;
}

static void widen_bounds(struct intersample_peak *peak, const double taps[SPAN])
{
	const struct bounds bounds = bounds_of(taps);
	peak->absolute = fmax(peak->absolute, bounds.absolute);
	peak->level = fmax(peak->level, bounds.level);
	peak->curvature = fmax(peak->curvature, bounds.near + bounds.far);
	peak->curvature_near = fmax(peak->curvature_near, bounds.near);
	peak->curvature_far = fmax(peak->curvature_far, bounds.far);
}

/* Widens a deviation to that of a filter from another one that reads the same place. */
static void widen_deviation(struct intersample_deviation *deviation, const double taps[SPAN], const double other[SPAN])
{
	double apart[SPAN];
	for (int i = 0; i < SPAN; i++)
		apart[i] = taps[i] - other[i];
	const struct bounds bounds = bounds_of(apart);
	deviation->level = fmax(deviation->level, bounds.level);
	deviation->curvature_near = fmax(deviation->curvature_near, bounds.near);
	deviation->curvature_far = fmax(deviation->curvature_far, bounds.far);
}

/* Adds the taps of one point of the doubled grid: even points are samples, odd ones lie half-way after them. */
static void add_grid_point(const struct intersample_peak *peak, double taps[SPAN], int sinc, int point, double weight)
{
	const int sample = (point + 4 * REACH) / 2 - 2 * REACH, half = half_taps[sinc];
	if (point % 2 == 0) {
		taps[REACH + sample] += weight;
		return;
	}
	for (int i = 0; i < 2 * half; i++)
		taps[REACH + sample - half + 1 + i] += weight * peak->half_way[sinc][i];
}

/* Sets the taps that read a place between two samples: `place` counts 16 to a sample. */
static void set_place(const struct intersample_peak *peak, double taps[SPAN], int sinc, int place)
{
	const int grid = place / STEPS, step = place % STEPS;
	memset(taps, 0, SPAN * sizeof *taps);
	if (step == 0)
		add_grid_point(peak, taps, sinc, grid, 1.0);
	for (int i = 0; step > 0 && i < 2 * FINE; i++)
		add_grid_point(peak, taps, sinc, grid + i - FINE + 1, peak->fine[step][i]);
}

static void bound_sinc(struct intersample_peak *peak, int sinc)
{
	for (int place = 0; place < 2 * STEPS; place++) {
		double taps[SPAN], reference[SPAN];
		set_place(peak, taps, sinc, place);
		set_place(peak, reference, peak->reference, place);
		widen_bounds(peak, taps);
		widen_deviation(&peak->sincs[sinc], taps, reference);
	}
}

/* The phases of the meter divide a sample equally. */
static void bound_meter(struct intersample_peak *peak, size_t phase)
{
	const size_t place = (phase + 1) * 2 * STEPS / (peak->meter_phases + 1);
	double taps[SPAN] = { 0.0 }, reference[SPAN];
	for (size_t i = 0; i < peak->meter_taps; i++)
		taps[REACH + peak->meter_ahead - i] = peak->meter[phase][i];
	set_place(peak, reference, peak->reference, (int)place);
	widen_bounds(peak, taps);
	widen_deviation(&peak->meter_deviation, taps, reference);
}

/* Computes the same on the doubled grid, where a step lies between its points FINE - 1 and FINE. */
static void bound_fine(struct intersample_peak *peak)
{
	for (int step = 1; step < STEPS; step++) {
		double sum = 0.0, moment = 0.0, slope = 0.0, value = 0.0, curvature = 0.0;
		for (int i = 0; i < 2 * FINE; i++) {
			sum += peak->fine[step][i];
			moment += peak->fine[step][i] * (i - FINE + 1);
		}
		for (int i = 0; i < 2 * FINE; i++) {
			slope += peak->fine[step][i] - (i == FINE - 1 ? sum - moment : i == FINE ? moment : 0.0);
			value += slope;
			curvature += fabs(value);
		}
		peak->fine_level = fmax(peak->fine_level, ROUNDING_MARGIN * (fabs(sum - moment) + fabs(moment)));
		peak->fine_curvature = fmax(peak->fine_curvature, ROUNDING_MARGIN * curvature);
	}
}

static void make_bounds(struct intersample_peak *peak)
{
	bound_fine(peak);
	for (int sinc = peak->first_sinc; sinc < SINCS; sinc++)
		bound_sinc(peak, sinc);
	for (size_t phase = 0; phase < peak->meter_phases; phase++)
		bound_meter(peak, phase);
}

void intersample_peak_init(struct intersample_peak *peak, double sample_rate)
{
	*peak = (struct intersample_peak){ .reference = REFERENCE };
	make_half_way(peak);
	make_fine(peak);
	make_meter(peak, sample_rate);
	make_bounds(peak);
}

void intersample_peak_init_longest(struct intersample_peak *peak)
{
	*peak = (struct intersample_peak){ .first_sinc = SINCS - 1, .reference = SINCS - 1 };
	make_half_way(peak);
	make_fine(peak);
	make_bounds(peak);
}

static void raise(double *levels, const double *values, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		const double magnitude = fabs(values[i]);
		levels[i] = magnitude > levels[i] ? magnitude : levels[i];
	}
}

/* The samples around the readings of a glance: the largest magnitude, and the largest second differences near them and
   in the whole call. Beyond the ends of the filters their sequences are zero. */
struct surroundings {
	double largest, near, all;
};

/* Looks around, and tells whether the readings provably stay under the limit. Then `near` may not be known. */
static bool stays_under(const struct intersample_peak *peak, const struct kernel *kernel, const double *column,
			size_t frames, double limit, struct surroundings *around)
{
	around->largest = kernel->column->peak(column, frames + AROUND);
	const double level = peak->level * around->largest;
	if ((level + peak->curvature * around->all) * ROUNDING_MARGIN <= limit)
		return true;
	around->near = kernel->column->curvature(column - NEAR - 1, frames + 2 * (size_t)NEAR);
	return (level + peak->curvature_near * around->near + peak->curvature_far * around->all) * ROUNDING_MARGIN <=
	       limit;
}

static void read_meter(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
		       const double *column, size_t frames)
{
	for (size_t phase = 0; phase < peak->meter_phases; phase++) {
		double values[GLANCE] = { 0.0 };
		kernel->fir->convolve(values, column + peak->meter_ahead, peak->meter[phase], peak->meter_taps, frames);
		raise(levels, values, frames);
	}
}

/* Raises the levels to the readings of a sinc, and writes a bound of each. */
static void read_sinc(const struct intersample_peak *peak, const struct kernel *kernel, double *levels, double *bounds,
		      const double *column, size_t frames, double limit, int sinc)
{
	double between[GLANCE + 2 * MARGIN];
	const int half = half_taps[sinc];
	kernel->fir->correlate(between, column - MARGIN - half + 1, peak->half_way[sinc], 2 * (size_t)half,
			       frames + 2 * (size_t)MARGIN);
	raise(levels, between + MARGIN, frames);
	kernel->intersample->raise_steps(peak, levels, bounds, column, between + MARGIN, frames, limit);
}

/* Readings of a glance. */
struct range {
	size_t first, count;
};

/* Returns the readings whose bounds are over the limit, from the first to the last of them, and so many more that they
   fill vectors of eight with their margins. NaN counts as over it. */
static struct range range_over(const double *bounds, size_t frames, double limit)
{
	size_t first = 0, end = frames;
	while (first < frames && bounds[first] <= limit)
		first++;
	while (end > first && bounds[end - 1] <= limit)
		end--;
	if (first == end)
		return (struct range){ 0 };
	const size_t count = (end - first + 2 * MARGIN + 7) / 8 * 8 - 2 * MARGIN;
	if (count >= frames)
		return (struct range){ 0, frames };
	return (struct range){ first + count <= frames ? first : frames - count, count };
}

/* Returns a limit for the reference: where its reading stays under it, the other filter reads the same place under
   `limit`. */
static double limit_of_reference(const struct intersample_deviation *deviation, const struct surroundings *around,
				 double limit)
{
	return limit / ROUNDING_MARGIN - deviation->level * around->largest - deviation->curvature_near * around->near -
	       deviation->curvature_far * around->all;
}

/* Reads the reference first. Other filters then read only the places where they may be over the limit. */
static void read_glance(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
			const double *column, size_t frames, double limit, const struct surroundings *around)
{
	double bounds[GLANCE], unused[GLANCE];
	read_sinc(peak, kernel, levels, bounds, column, frames, limit, peak->reference);
	struct range range = range_over(bounds, frames, limit_of_reference(&peak->meter_deviation, around, limit));
	read_meter(peak, kernel, levels + range.first, column + range.first, range.count);
	for (int sinc = peak->first_sinc; sinc < SINCS; sinc++) {
		if (sinc == peak->reference)
			continue;
		range = range_over(bounds, frames, limit_of_reference(&peak->sincs[sinc], around, limit));
		if (range.count > 0)
			read_sinc(peak, kernel, levels + range.first, unused, column + range.first, range.count, limit,
				  sinc);
	}
}

/* Reads few frames at a time, since most of them are far under the limit. */
bool intersample_peak_read(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
			   const double *column, size_t frames, double limit)
{
	const double *first = column - REACH;
	const size_t seen = frames + 2 * (size_t)REACH;
	const double largest = kernel->column->peak(first, seen);
	if (peak->absolute * largest * ROUNDING_MARGIN <= limit)
		return false;
	struct surroundings around = { .all = kernel->column->curvature(first, seen - 2) };
	if ((peak->level * largest + peak->curvature * around.all) * ROUNDING_MARGIN <= limit)
		return false;
	bool over = false;
	for (size_t i = 0; i < frames; i++)
		levels[i] = fabs(column[i]);
	for (size_t start = 0; start < frames; start += GLANCE) {
		const size_t run = frames - start < GLANCE ? frames - start : GLANCE;
		if (stays_under(peak, kernel, column + start, run, limit, &around))
			continue;
		over = true;
		read_glance(peak, kernel, levels + start, column + start, run, limit, &around);
	}
	return over;
}

/* The extreme of the parabola through three values of which the middle one is the largest. */
static double crest(double before, double middle, double after)
{
	const double curvature = 2.0 * middle - before - after;
	const double slope = after - before;
	return curvature > 0.0 ? middle + slope * slope / (8.0 * curvature) : middle;
}

double intersample_peak_between(const struct intersample_peak *peak, const struct kernel *kernel, const double *column)
{
	/* The steps from the one before column[0] to the one after column[1]. They see these points of the doubled
	   grid: even ones are samples, odd ones lie half-way after them. */
	enum { POINTS = 2 * STEPS + 3, GRID_POINTS = 2 * FINE + 3, HALVES = GRID_POINTS / 2 };
	double grid[GRID_POINTS], values[POINTS], between[HALVES];
	const double *first = column - FINE / 2;
	kernel->fir->correlate(between, first - HALF_MAXIMUM + 1, peak->half_way[SINCS - 1], 2 * (size_t)HALF_MAXIMUM,
			       HALVES);
	for (int i = 0; i < GRID_POINTS; i++)
		grid[i] = i % 2 == 0 ? first[i / 2] : between[i / 2];
	for (int i = 0; i < POINTS; i++) {
		const int half = (i - 1 + STEPS) / STEPS, step = (i - 1 + STEPS) % STEPS;
		values[i] = 0.0;
		for (int k = 0; step > 0 && k < 2 * FINE; k++)
			values[i] += peak->fine[step][k] * grid[half + k];
		values[i] = fabs(step == 0 ? grid[half + FINE - 1] : values[i]);
	}
	double largest = 0.0;
	for (int i = 1; i < POINTS - 1; i++)
		if (values[i] >= values[i - 1] && values[i] >= values[i + 1])
			largest = fmax(largest, crest(values[i - 1], values[i], values[i + 1]));
	return fmax(largest, fmax(fabs(column[0]), fabs(column[1])));
}

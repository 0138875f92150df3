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

/* Computes the bounds of a filter: taps[REACH + k] weighs sample k, and the value lies `fraction` of the way from
   sample 0 to sample 1. Subtract from the filter the linear interpolation between these two that has the same sum and
   first moment; the rest is the second difference of a finite sequence, whose magnitudes are the bound. */
static void widen_bounds(struct intersample_peak *peak, const double taps[SPAN])
{
	double absolute = 0.0, sum = 0.0, moment = 0.0;
	for (int i = 0; i < SPAN; i++) {
		absolute += fabs(taps[i]);
		sum += taps[i];
		moment += taps[i] * (i - REACH);
	}
	double slope = 0.0, value = 0.0, near = 0.0, far = 0.0;
	for (int i = 0; i < SPAN; i++) {
		slope += taps[i] - (i == REACH ? sum - moment : i == REACH + 1 ? moment : 0.0);
		value += slope;
		if (i + 1 >= REACH - NEAR && i + 1 <= REACH + NEAR)
			near += fabs(value);
		else
			far += fabs(value);
	}
	peak->absolute = fmax(peak->absolute, absolute);
	peak->level = fmax(peak->level, fabs(sum - moment) + fabs(moment));
	peak->curvature = fmax(peak->curvature, near + far);
	peak->curvature_near = fmax(peak->curvature_near, near);
	peak->curvature_far = fmax(peak->curvature_far, far);
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

static void bound_sinc(struct intersample_peak *peak, int sinc)
{
	for (int point = 0; point < 2 * STEPS; point++) {
		const int grid = point / STEPS, step = point % STEPS;
		double taps[SPAN] = { 0.0 };
		if (step == 0)
			add_grid_point(peak, taps, sinc, grid, 1.0);
		for (int i = 0; step > 0 && i < 2 * FINE; i++)
			add_grid_point(peak, taps, sinc, grid + i - FINE + 1, peak->fine[step][i]);
		widen_bounds(peak, taps);
	}
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
	for (size_t phase = 0; phase < peak->meter_phases; phase++) {
		double taps[SPAN] = { 0.0 };
		for (size_t i = 0; i < peak->meter_taps; i++)
			taps[REACH + peak->meter_ahead - i] = peak->meter[phase][i];
		widen_bounds(peak, taps);
	}
}

void intersample_peak_init(struct intersample_peak *peak, double sample_rate)
{
	*peak = (struct intersample_peak){ 0 };
	make_half_way(peak);
	make_fine(peak);
	make_meter(peak, sample_rate);
	make_bounds(peak);
}

void intersample_peak_init_longest(struct intersample_peak *peak)
{
	*peak = (struct intersample_peak){ .first_sinc = SINCS - 1 };
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

/* Tells whether the readings from `start` on provably stay under the limit; `curvature` is the largest second
   difference of the whole call. Beyond the ends of the filters their sequences are zero. */
static bool stays_under(const struct intersample_peak *peak, const struct kernel *kernel, const double *column,
			double curvature, size_t frames, double limit)
{
	const double level = peak->level * kernel->column->peak(column, frames + AROUND);
	if ((level + peak->curvature * curvature) * ROUNDING_MARGIN <= limit)
		return true;
	if (!(level <= limit))
		return false;
	const double near = kernel->column->curvature(column - NEAR - 1, frames + 2 * (size_t)NEAR);
	return (level + peak->curvature_near * near + peak->curvature_far * curvature) * ROUNDING_MARGIN <= limit;
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

static void read_sinc(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
		      const double *column, size_t frames, double limit, int sinc)
{
	double between[GLANCE + 2 * MARGIN];
	const int half = half_taps[sinc];
	kernel->fir->correlate(between, column - MARGIN - half + 1, peak->half_way[sinc], 2 * (size_t)half,
			       frames + 2 * (size_t)MARGIN);
	raise(levels, between + MARGIN, frames);
	kernel->intersample->raise_steps(peak, levels, column, between + MARGIN, frames, limit);
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
	const double curvature = kernel->column->curvature(first, seen - 2);
	if ((peak->level * largest + peak->curvature * curvature) * ROUNDING_MARGIN <= limit)
		return false;
	bool over = false;
	for (size_t i = 0; i < frames; i++)
		levels[i] = fabs(column[i]);
	for (size_t start = 0; start < frames; start += GLANCE) {
		const size_t run = frames - start < GLANCE ? frames - start : GLANCE;
		if (stays_under(peak, kernel, column + start, curvature, run, limit))
			continue;
		over = true;
		read_meter(peak, kernel, levels + start, column + start, run);
		for (int sinc = peak->first_sinc; sinc < SINCS; sinc++)
			read_sinc(peak, kernel, levels + start, column + start, run, limit, sinc);
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

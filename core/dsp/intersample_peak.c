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
	GLANCE = INTERSAMPLE_POINTS - 2 * MARGIN, /* readings that are made together */
	NEAR = INTERSAMPLE_NEAR,
	GROUP = INTERSAMPLE_GROUP,
	REFERENCE = 1, /* the sinc of 32 taps: a longer one lies closer to all others, but takes longer */
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
   + near x the largest second difference near the reading + far x the largest of those beyond. norm_far x the root of
   the sum of their squares is another bound of the last term, and norm x that of all of the last two (A.-L. Cauchy,
   H. A. Schwarz). */
struct bounds {
	double absolute, level, near, far, norm_far, norm;
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
	double slope = 0.0, value = 0.0, power_near = 0.0, power_far = 0.0;
	for (int i = 0; i < SPAN; i++) {
		slope += taps[i] - (i == REACH ? sum - moment : i == REACH + 1 ? moment : 0.0);
		value += slope;
		const bool is_near = i + 1 >= REACH - NEAR && i + 1 <= REACH + NEAR;
		*(is_near ? &bounds.near : &bounds.far) += fabs(value);
		*(is_near ? &power_near : &power_far) += value * value;
	}
	bounds.norm_far = sqrt(power_far);
	bounds.norm = sqrt(power_near + power_far);
	return bounds;
}

static void widen_bounds(struct intersample_peak *peak, const double taps[SPAN])
{
	const struct bounds bounds = bounds_of(taps);
	peak->absolute = fmax(peak->absolute, bounds.absolute);
	peak->level = fmax(peak->level, bounds.level);
	peak->curvature = fmax(peak->curvature, bounds.near + bounds.far);
	peak->curvature_near = fmax(peak->curvature_near, bounds.near);
	peak->norm_far = fmax(peak->norm_far, bounds.norm_far);
}

/* Widens a deviation to that of a filter from another one that reads the same place. */
static void widen_deviation(struct intersample_deviation *deviation, const double taps[SPAN], const double other[SPAN])
{
	double apart[SPAN];
	for (int i = 0; i < SPAN; i++)
		apart[i] = taps[i] - other[i];
	const struct bounds bounds = bounds_of(apart);
	deviation->level = fmax(deviation->level, bounds.level);
	deviation->norm = fmax(deviation->norm, bounds.norm);
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

static void read_meter(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
		       const double *column, size_t frames)
{
	for (size_t phase = 0; phase < peak->meter_phases; phase++) {
		double values[GLANCE] = { 0.0 };
		kernel->fir->convolve(values, column + peak->meter_ahead, peak->meter[phase], peak->meter_taps, frames);
		raise(levels, values, frames);
	}
}

/* The readings of a call. */
struct call {
	const struct intersample_peak *peak;
	const struct kernel *kernel;
	const double *column, *limits;
	double *levels;
	double largest; /* magnitude of all samples */
	const struct intersample_survey *survey;
	double (*phases)[INTERSAMPLE_PHASE_LENGTH]; /* the samples from column[-REACH] on */
};

/* Raises the levels of a glance from reading `at` on to the readings of a sinc, and writes a bound of each. */
static void read_sinc(const struct call *call, double *bounds, size_t at, size_t frames, int sinc)
{
	double between[INTERSAMPLE_POINTS];
	const size_t half = (size_t)half_taps[sinc];
	call->kernel->intersample->half_way(between, (const double(*)[INTERSAMPLE_PHASE_LENGTH])call->phases,
					    REACH + at - MARGIN - half + 1, call->peak->half_way[sinc], 2 * half);
	raise(call->levels + at, between + MARGIN, frames);
	call->kernel->intersample->raise_steps(call->peak, call->levels + at, bounds, call->column + at,
					       between + MARGIN, frames, call->limits + at);
}

/* Returns by how much a bound is over its limit at most; less than 0 where all are under it. NaN counts as over it. */
static double excess_of(const double *bounds, const double *limits, size_t frames)
{
	double most = -HUGE_VAL;
	for (size_t i = 0; i < frames; i++) {
		const double excess = bounds[i] - limits[i];
		if (!(excess <= most))
			most = isnan(excess) ? HUGE_VAL : excess;
	}
	return most;
}

/* Reads the reference first. Another filter is read only where it may read so far over the reference that it is over a
   limit. */
static void read_glance(const struct call *call, size_t at, size_t frames)
{
	const struct intersample_peak *peak = call->peak;
	double bounds[GLANCE], unused[GLANCE];
	read_sinc(call, bounds, at, frames, peak->reference);
	const double excess = excess_of(bounds, call->limits + at, frames) + INTERSAMPLE_ROUNDING * call->largest;
	const double norm = fmax(call->survey->norms[at / GROUP], call->survey->norms[(at + frames - 1) / GROUP]);
	const struct intersample_deviation *meter = &peak->meter_deviation;
	if (!(excess + meter->level * call->largest + meter->norm * norm <= 0.0))
		read_meter(peak, call->kernel, call->levels + at, call->column + at, frames);
	for (int sinc = peak->first_sinc; sinc < SINCS; sinc++) {
		const struct intersample_deviation *apart = &peak->sincs[sinc];
		if (sinc != peak->reference && !(excess + apart->level * call->largest + apart->norm * norm <= 0.0))
			read_sinc(call, unused, at, frames, sinc);
	}
}

/* Returns the first open reading from `at` on; INTERSAMPLE_FRAMES where there is none. */
static size_t next_open(const struct intersample_survey *survey, size_t at)
{
	while (at < FRAMES) {
		const uint64_t open = survey->open[at / 64] >> at % 64;
		if (open != 0)
			return at + (size_t)__builtin_ctzll(open);
		at = (at / 64 + 1) * 64;
	}
	return FRAMES;
}

/* Reads few frames at a time, since most of them are far under the limits. */
bool intersample_peak_read(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
			   const double *column, size_t frames, const double *limits, double least)
{
	const double *first = column - REACH;
	const size_t seen = frames + 2 * (size_t)REACH;
	const double largest = kernel->column->peak(first, seen);
	if (peak->absolute * largest * ROUNDING_MARGIN <= least)
		return false;
	if ((peak->level * largest + peak->curvature * kernel->column->curvature(first, seen - 2)) * ROUNDING_MARGIN <=
	    least)
		return false;
	struct intersample_survey survey;
	kernel->intersample->survey(peak, &survey, levels, column, limits, largest, frames);
	size_t at = next_open(&survey, 0);
	if (at == FRAMES)
		return false;
	double phases[INTERSAMPLE_PHASES][INTERSAMPLE_PHASE_LENGTH];
	const struct call call = { peak, kernel, column, limits, levels, largest, &survey, phases };
	kernel->intersample->spread(phases, first, seen);
	while (at < FRAMES) {
		const size_t run = frames - at < GLANCE ? frames - at : GLANCE;
		read_glance(&call, at, run);
		at = next_open(&survey, at + run);
	}
	return true;
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

/* Reads between samples that may pass a limit, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/intersample_peak.h"
#include "dsp/kernel/intersample.h"

/* The taps of a step, and the points of the doubled grid that the steps between three of them use. */
enum { STEP_TAPS = 2 * INTERSAMPLE_FINE_TAPS, STEP_POINTS = STEP_TAPS + 1 };

/* Bounds all steps: a step is off the line between its neighbours by at most the curvature around it. */
INLINE vector bound_of_steps(const struct intersample_peak *peak, const vector point[STEP_POINTS])
{
	const int middle = INTERSAMPLE_FINE_TAPS - 1;
	vector largest = all(0.0), most = all(0.0);
	for (int k = middle; k <= middle + 2; k++)
		largest = larger(magnitude_of(point[k]), largest);
	for (int k = 0; k + 2 < STEP_POINTS; k++)
		most = larger(magnitude_of((point[k] + point[k + 2]) - 2.0 * point[k + 1]), most);
	return peak->fine_level * largest + peak->fine_curvature * most;
}

/* Raises the levels to the steps. NaN raises nothing, here as above, since larger() ignores it. */
INLINE vector raised_by_steps(const struct intersample_peak *peak, vector level, const vector point[STEP_POINTS])
{
	for (int half = 0; half < 2; half++)
		for (int step = 1; step < INTERSAMPLE_STEPS; step++) {
			const double *taps = peak->fine[step];
			vector sum = point[half] * taps[0];
			for (int k = 1; k < STEP_TAPS; k++)
				sum = sum + point[half + k] * taps[k];
			level = larger(magnitude_of(sum), level);
		}
	return level;
}

/* Reads the points: even ones lie half-way between samples and odd ones are samples. Then it raises the levels. */
INLINE void raise_turn(const struct intersample_peak *peak, double *levels, double *bounds, const double *samples,
		       const double *between, const double *limits)
{
	vector point[STEP_POINTS];
	for (int k = 0; k < STEP_POINTS; k++)
		point[k] = k % 2 == 0 ? load(between + k / 2 - 2) : load(samples + k / 2 - 1);
	const vector bound = bound_of_steps(peak, point);
	store(bounds, bound);
	if (!all_less(bound, load(limits)))
		store(levels, raised_by_steps(peak, load(levels), point));
}

static void raise_steps(const struct intersample_peak *peak, double *levels, double *bounds, const double *samples,
			const double *between, size_t frames, const double *limits)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		raise_turn(peak, levels + i, bounds + i, samples + i, between + i, limits + i);
	if (i == frames)
		return;
	if (frames >= W) {
		/* The last vector begins earlier; what it raises again stays as it is. */
		const size_t last = frames - W;
		raise_turn(peak, levels + last, bounds + last, samples + last, between + last, limits + last);
		return;
	}
	/* So few take a vector of their own, whose other slots are idle. */
	double rest[W] = { 0.0 }, rest_bounds[W], rest_limits[W], rest_samples[W + 3] = { 0.0 },
	       rest_between[W + 4] = { 0.0 };
	for (int k = 0; k < W; k++)
		rest_limits[k] = limits[(size_t)k < frames ? (size_t)k : 0];
	memcpy(rest, levels, frames * sizeof *rest);
	memcpy(rest_samples, samples - 1, (frames + 3) * sizeof *rest);
	memcpy(rest_between, between - 2, (frames + 4) * sizeof *rest);
	raise_turn(peak, rest, rest_bounds, rest_samples + 1, rest_between + 2, rest_limits);
	memcpy(levels, rest, frames * sizeof *rest);
	memcpy(bounds, rest_bounds, frames * sizeof *rest);
}

enum {
	BENDS_AROUND = 2 * INTERSAMPLE_REACH - 2, /* second differences around a reading that reach into it */
	BEND_GROUP = INTERSAMPLE_GROUP,
	BEND_GROUPS = INTERSAMPLE_FRAMES / BEND_GROUP,
	BEND_GROUPS_SEEN = (BEND_GROUP + BENDS_AROUND + BEND_GROUP - 1) / BEND_GROUP, /* by the readings of a group */
	BENDS_MOST = (BEND_GROUPS + BEND_GROUPS_SEEN - 1) * BEND_GROUP,
	FIRST_NEAR_BEND =
		INTERSAMPLE_REACH - 1 - INTERSAMPLE_NEAR, /* from the first second difference to the first near */
	NEAR_BENDS = 2 * INTERSAMPLE_NEAR + 1,
};

/* The squares of second differences may vanish under the smallest number, but all of them are under this. */
#define LEAST_POWER 1e-300

/* Writes the magnitudes of the second differences at in[0] to in[count - 1]. */
INLINE void bends_of(double *bends, const double *in, size_t count)
{
	size_t i = 0;
	for (; i + W <= count; i += W)
		store(bends + i, magnitude_of((load(in + i - 1) + load(in + i + 1)) - 2.0 * load(in + i)));
	for (; i < count; i++)
		bends[i] = fabs((in[i - 1] + in[i + 1]) - 2.0 * in[i]);
}

INLINE double power_of_group(const double *bends)
{
	vector sum = all(0.0);
	double power = 0.0;
	for (int i = 0; i < BEND_GROUP; i += W)
		sum = sum + load(bends + i) * load(bends + i);
	for (int k = 0; k < W; k++)
		power += column_of(sum, k);
	return power;
}

/* Writes the norms of the second differences that the readings of each group reach. */
INLINE void norms_of(double *norms, const double *bends, size_t groups)
{
	double powers[BEND_GROUPS + BEND_GROUPS_SEEN - 1];
	for (size_t group = 0; group + 1 < groups + BEND_GROUPS_SEEN; group++)
		powers[group] = power_of_group(bends + group * BEND_GROUP);
	for (size_t group = 0; group < groups; group++) {
		double power = LEAST_POWER;
		for (size_t k = 0; k < BEND_GROUPS_SEEN; k++)
			power += powers[group + k];
		norms[group] = sqrt(power);
	}
}

/* Returns a bit for each reading of a vector whose bound is not under its limit. bends[0] is the first near it. */
INLINE uint64_t open_readings(const struct intersample_peak *peak, const double *column, const double *bends,
			      const double *limits, double far)
{
	const vector level = larger(magnitude_of(load(column)), magnitude_of(load(column + 1)));
	vector near = load(bends);
	for (int k = 1; k < NEAR_BENDS; k++)
		near = larger(load(bends + k), near);
	const vector bound = peak->level * level + peak->curvature_near * near + far;
	return ~(uint64_t)columns_less(bound, load(limits)) & ((1U << W) - 1);
}

/* NaN around a reading makes its norm NaN, and so its bound, which is under no limit then. */
static void survey(const struct intersample_peak *peak, struct intersample_survey *survey, double *levels,
		   const double *column, const double *limits, double largest, size_t frames)
{
	double bends[BENDS_MOST];
	const size_t groups = (frames + BEND_GROUP - 1) / BEND_GROUP, count = frames + BENDS_AROUND;
	bends_of(bends, column - INTERSAMPLE_REACH + 1, count);
	memset(bends + count, 0, ((groups + BEND_GROUPS_SEEN - 1) * BEND_GROUP - count) * sizeof *bends);
	norms_of(survey->norms, bends, groups);
	memset(survey->open, 0, sizeof survey->open);
	for (size_t i = 0; i < frames; i += W) {
		const double far = peak->norm_far * survey->norms[i / BEND_GROUP] + INTERSAMPLE_ROUNDING * largest;
		survey->open[i / 64] |= open_readings(peak, column + i, bends + FIRST_NEAR_BEND + i, limits + i, far)
					<< i % 64;
		store(levels + i, magnitude_of(load(column + i)));
	}
	if (frames % 64 > 0)
		survey->open[frames / 64] &= (UINT64_C(1) << frames % 64) - 1;
}

static void spread(double (*phases)[INTERSAMPLE_PHASE_LENGTH], const double *column, size_t count)
{
	const size_t whole = count / INTERSAMPLE_PHASES;
	for (size_t i = 0; i < whole; i++)
		for (size_t phase = 0; phase < INTERSAMPLE_PHASES; phase++)
			phases[phase][i] = column[INTERSAMPLE_PHASES * i + phase];
	for (size_t phase = 0; phase < INTERSAMPLE_PHASES; phase++)
		for (size_t i = whole; i < INTERSAMPLE_PHASE_LENGTH; i++) {
			const size_t k = INTERSAMPLE_PHASES * i + phase;
			phases[phase][i] = k < count ? column[k] : 0.0;
		}
}

/* The points of a phase, the vectors that they fill, and how many of these are summed together: as many as hide the
   latency of an addition and stay in registers. */
enum {
	PHASES = INTERSAMPLE_PHASES,
	PHASE_POINTS = INTERSAMPLE_POINTS / PHASES,
	PHASE_VECTORS = PHASE_POINTS / W,
	PHASES_ABREAST = PHASE_VECTORS > 2 ? 2 : PHASE_VECTORS,
};

/* Adds the products of one row of samples: point q of each phase takes taps[q]. */
INLINE void add_phase_row(vector sum[PHASES][PHASES_ABREAST], const double *row, const vector *taps, int first, int end)
{
	for (int j = 0; j < PHASES_ABREAST; j++) {
		const vector samples = load(row + j * W);
		for (int q = first; q < end; q++)
			sum[q][j] = sum[q][j] + samples * taps[q];
	}
}

/* Moves the taps on by a row, so that the next one comes first. */
INLINE void next_tap(vector taps[PHASES], double next)
{
	for (int q = PHASES - 1; q > 0; q--)
		taps[q] = taps[q - 1];
	taps[0] = all(next);
}

/* Sums the points first, first + 1 ... of all phases. */
INLINE void half_way_turn(double *between, const double (*phases)[INTERSAMPLE_PHASE_LENGTH], size_t at,
			  const double *taps, size_t count, size_t first)
{
	vector sum[PHASES][PHASES_ABREAST], tap[PHASES];
	const double *row[PHASES];
	for (int q = 0; q < PHASES; q++) {
		const size_t k = at + (size_t)q;
		row[q] = phases[k % PHASES] + k / PHASES + first;
		tap[q] = all(0.0);
		for (int j = 0; j < PHASES_ABREAST; j++)
			sum[q][j] = all(0.0);
	}
	for (int k = 0; k < PHASES; k++) {
		next_tap(tap, taps[k]);
		add_phase_row(sum, row[k], tap, 0, k + 1);
	}
	size_t i = 1;
	for (; i < count / PHASES; i++)
		for (int k = 0; k < PHASES; k++) {
			next_tap(tap, taps[PHASES * i + (size_t)k]);
			add_phase_row(sum, row[k] + i, tap, 0, PHASES);
		}
	for (int k = 0; k < PHASES - 1; k++) {
		next_tap(tap, 0.0);
		add_phase_row(sum, row[k] + i, tap, k + 1, PHASES);
	}
	double points[PHASES][PHASES_ABREAST * W];
	for (int q = 0; q < PHASES; q++)
		for (int j = 0; j < PHASES_ABREAST; j++)
			store(points[q] + j * W, sum[q][j]);
	for (size_t k = 0; k < PHASES_ABREAST * W; k++)
		for (size_t q = 0; q < PHASES; q++)
			between[PHASES * (first + k) + q] = points[q][k];
}

static void half_way(double *between, const double (*phases)[INTERSAMPLE_PHASE_LENGTH], size_t at, const double *taps,
		     size_t count)
{
	for (size_t first = 0; first < PHASE_POINTS; first += PHASES_ABREAST * W)
		half_way_turn(between, phases, at, taps, count, first);
}

/* The windows are widened by doubling, and by one last step to their length. */
static void closing(double *out, const double *in, size_t window, size_t frames)
{
	enum { SEEN = INTERSAMPLE_FRAMES + 2 * INTERSAMPLE_REACH };
	double values[SEEN + INTERSAMPLE_REACH + W];
	const size_t wide = frames + window - 1, count = wide + window - 1;
	for (size_t i = 0; i < count; i++)
		values[i] = *(in + i - (window - 1)) > 0.0 ? *(in + i - (window - 1)) : 0.0;
	memset(values + count, 0, (SEEN + INTERSAMPLE_REACH + W - count) * sizeof *values);
	for (size_t reach = 1; reach < window;) {
		const size_t step = reach < window - reach ? reach : window - reach;
		for (size_t i = 0; i < count; i += W)
			store(values + i, larger(load(values + i), load(values + i + step)));
		reach += step;
	}
	for (size_t reach = 1; reach < window;) {
		const size_t step = reach < window - reach ? reach : window - reach;
		for (size_t i = 0; i < wide; i += W)
			store(values + i, smaller(load(values + i), load(values + i + step)));
		reach += step;
	}
	memcpy(out, values, frames * sizeof *out);
}

static const struct intersample_kernel intersample_kernel = {
	.survey = survey,
	.spread = spread,
	.half_way = half_way,
	.raise_steps = raise_steps,
	.closing = closing,
};

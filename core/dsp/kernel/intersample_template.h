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

INLINE bool stay_under(vector bound, double limit)
{
	bool under = true;
	for (int j = 0; j < W; j++)
		under = under && column_of(bound, j) <= limit;
	return under;
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
		       const double *between, double limit)
{
	vector point[STEP_POINTS];
	for (int k = 0; k < STEP_POINTS; k++)
		point[k] = k % 2 == 0 ? load(between + k / 2 - 2) : load(samples + k / 2 - 1);
	const vector bound = bound_of_steps(peak, point);
	store(bounds, bound);
	if (!stay_under(bound, limit))
		store(levels, raised_by_steps(peak, load(levels), point));
}

static void raise_steps(const struct intersample_peak *peak, double *levels, double *bounds, const double *samples,
			const double *between, size_t frames, double limit)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		raise_turn(peak, levels + i, bounds + i, samples + i, between + i, limit);
	if (i == frames)
		return;
	/* The rest takes a vector of its own, whose other slots are idle. */
	double rest[W] = { 0.0 }, rest_bounds[W], rest_samples[W + 3] = { 0.0 }, rest_between[W + 4] = { 0.0 };
	memcpy(rest, levels + i, (frames - i) * sizeof *rest);
	memcpy(rest_samples, samples + i - 1, (frames - i + 3) * sizeof *rest);
	memcpy(rest_between, between + i - 2, (frames - i + 4) * sizeof *rest);
	raise_turn(peak, rest, rest_bounds, rest_samples + 1, rest_between + 2, limit);
	memcpy(levels + i, rest, (frames - i) * sizeof *rest);
	memcpy(bounds + i, rest_bounds, (frames - i) * sizeof *rest);
}

static const struct intersample_kernel intersample_kernel = {
	.raise_steps = raise_steps,
};

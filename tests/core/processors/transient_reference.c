/* Computes a transient shaper in long double, by the description of `transient-shaper`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/transient_reference.h"

#include <math.h>

static const long double floor_level = 1e-6L; /* -120 dBFS */

long double transient_lead(long double a, long double b)
{
	return a > b ? powl(tanhl(logl(a / b)), 2.0L) : 0.0L;
}

/* A one-pole follower of `goal`, a time constant each way; 0 s is at once. */
static long double follow(long double state, long double goal, double rises, double falls, double rate)
{
	const double seconds = goal > state ? rises : falls;
	return seconds > 0.0 ? goal + (state - goal) * expl(-1.0L / ((long double)seconds * rate)) : goal;
}

void transient_reference_gains(const struct transient_settings *settings, const double *heard, size_t frames,
			       long double *gains)
{
	const double rate = settings->sample_rate;
	const long hold = lround(0.015 * rate);
	long double peak = floor_level, slow = floor_level, body = floor_level, trail = floor_level;
	long since = hold; /* frames since the magnitude was near the peak */
	for (size_t frame = 0; frame < frames; frame++) {
		const long double x = fmaxl(fabsl((long double)heard[frame]), floor_level);
		since++;
		if (x >= peak * 0.99) {
			peak = fmaxl(x, peak);
			since = 0;
		} else if (since > hold) {
			peak = follow(peak, x, 0.0, 0.005, rate);
		}
		slow = follow(slow, peak, settings->attack_time, 0.02, rate);
		body = follow(body, peak, 0.0, 0.02, rate);
		trail = fmaxl(body, trail * expl(-1.0L / (settings->sustain_time * (long double)rate)));
		const long double db =
			settings->attack * transient_lead(peak, slow) + settings->sustain * transient_lead(trail, body);
		gains[frame] = powl(10.0L, settings->output / 20.0L) *
			       (1.0L - settings->mix + settings->mix * powl(10.0L, db / 20.0L));
	}
}

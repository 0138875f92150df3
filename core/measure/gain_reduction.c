/* Measures the gain of a chain of processors by the power of what goes in and what comes out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/gain_reduction.h"

#include <math.h>

static const double window_seconds = 0.001;
static const double quietest = 1e-7; /* mean square of a window at -70 dBFS */
static const double lowest_db = 200.0; /* the most that a window counts, when its output is silent */
static const double noticed_db = 0.1;

void gain_reduction_init(struct gain_reduction_meter *meter, double sample_rate, double resting_gain)
{
	*meter = (struct gain_reduction_meter){ .window_frames = (size_t)fmax(1.0, round(window_seconds * sample_rate)),
						.resting_power = resting_gain * resting_gain,
						.most_db = -(double)INFINITY };
}

static void end_window(struct gain_reduction_meter *meter, size_t channels)
{
	const double quiet = quietest * (double)(meter->window_frames * channels);
	double course_db = (double)NAN;
	if (meter->before > quiet) {
		const double ratio = fmax(meter->after / (meter->before * meter->resting_power), 1e-20);
		const double reduction = fmin(-10.0 * log10(ratio), lowest_db);
		meter->most_db = fmax(meter->most_db, reduction);
		meter->sum_db += reduction;
		meter->reduced += reduction > noticed_db;
		meter->windows++;
		course_db = reduction;
	}
	if (meter->course)
		reduction_course_add(meter->course, course_db);
	meter->filled = 0;
	meter->before = meter->after = 0.0;
}

/* Adds frame by frame, so that the sum is the same wherever blocks end. */
static double add_power(double sum, const double *const *columns, size_t channels, size_t first, size_t frames)
{
	for (size_t i = first; i < first + frames; i++)
		for (size_t channel = 0; channel < channels; channel++)
			sum += columns[channel][i] * columns[channel][i];
	return sum;
}

void gain_reduction_add(struct gain_reduction_meter *meter, const double *const *before, const double *const *after,
			size_t channels, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		const size_t left = meter->window_frames - meter->filled;
		const size_t run = frames - done < left ? frames - done : left;
		meter->before = add_power(meter->before, before, channels, done, run);
		meter->after = add_power(meter->after, after, channels, done, run);
		meter->filled += run;
		done += run;
		if (meter->filled == meter->window_frames)
			end_window(meter, channels);
	}
}

struct gain_reduction gain_reduction_read(const struct gain_reduction_meter *meter)
{
	if (meter->windows == 0)
		return (struct gain_reduction){ (double)NAN, (double)NAN, (double)NAN };
	return (struct gain_reduction){ .most_db = meter->most_db,
					.mean_db = meter->sum_db / (double)meter->windows,
					.share = (double)meter->reduced / (double)meter->windows };
}

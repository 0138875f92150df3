/* Makes the head of a send to hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/calibration.h"

#include "base/frames.h"
#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>

static const double lowest_hertz = 50.0;
static const double highest_share = 0.4; /* of the sample rate: filters of converters end above */
static const double fade_seconds = 0.01;

size_t calibration_frames(double sample_rate)
{
	return frames_of_seconds(CALIBRATION_SECONDS, sample_rate);
}

static double fade(double seconds)
{
	const double share = fmax(0.0, fmin(1.0, seconds / fade_seconds));
	return 0.5 - 0.5 * elementary_cos(ELEMENTARY_PI * share);
}

/* The phase is the integral of the frequency, in turns. */
static double burst(double seconds, double sample_rate)
{
	const double rise = (highest_share * sample_rate - lowest_hertz) / CALIBRATION_BURST_SECONDS;
	const double turns = seconds * (lowest_hertz + 0.5 * rise * seconds);
	const double sine = elementary_sin(2.0 * ELEMENTARY_PI * (turns - floor(turns)));
	return CALIBRATION_PEAK * sine * fade(seconds) * fade(CALIBRATION_BURST_SECONDS - seconds);
}

void calibration_write(double sample_rate, size_t first, double *samples, size_t count)
{
	const size_t begin = frames_of_seconds(CALIBRATION_BURST_AT, sample_rate);
	const size_t length = frames_of_seconds(CALIBRATION_BURST_SECONDS, sample_rate);
	for (size_t i = 0; i < count; i++) {
		const size_t frame = first + i;
		const bool sounds = frame >= begin && frame < begin + length;
		samples[i] = sounds ? burst((double)(frame - begin) / sample_rate, sample_rate) : 0.0;
	}
}

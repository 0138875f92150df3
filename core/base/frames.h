/* Converts a time into frames.
   SPDX-License-Identifier: GPL-3.0-or-later

   A frame is one sample of every channel. Times in recipes are seconds; whatever is counted in frames is rounded here,
   so that two processors never round one time differently. */
#ifndef STEMPRINT_BASE_FRAMES_H
#define STEMPRINT_BASE_FRAMES_H

#include <math.h>
#include <stddef.h>

/** Returns the number of frames nearest to a time of 0 or more seconds, at a sample rate in Hz; halves go up. */
static inline size_t frames_of_seconds(double seconds, double sample_rate)
{
	return (size_t)floor(seconds * sample_rate + 0.5);
}

#endif

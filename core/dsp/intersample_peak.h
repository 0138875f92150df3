/* Reads how high a signal rises between its samples.
   SPDX-License-Identifier: GPL-3.0-or-later

   Meters differ by tenths of a dB where a signal reaches up to half its rate, since they see more or less of a sinc. So
   this one makes several readings, and the largest counts. Six are 16x: sincs of 20, 32, 48, 80, 144 and 256 taps under
   a Kaiser window give the values half-way between the samples; a sinc of 8 taps on that doubled grid, where the signal
   fills only the lower half of the band, gives the seven steps of each half. A tone hides at most 0.05 dB between two
   of 16 points (ITU-R BS.1770-5 Annex 2). The seventh is the interpolator of libebur128 1.2.6: 49 taps under a Hann
   window, 4x under 96 kHz, 2x under 192 kHz, none from there on. */
#ifndef STEMPRINT_DSP_INTERSAMPLE_PEAK_H
#define STEMPRINT_DSP_INTERSAMPLE_PEAK_H

#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	INTERSAMPLE_SINCS = 6, /**< half-way filters of different length */
	INTERSAMPLE_HALF_TAPS = 128, /**< taps of the longest, on each side */
	INTERSAMPLE_FINE_TAPS = 4, /**< taps on the doubled grid, on each side */
	INTERSAMPLE_STEPS = 8, /**< steps between two points of the doubled grid */
	INTERSAMPLE_METER_PHASES = 3, /**< most phases of the interpolator of libebur128, without the samples */
	INTERSAMPLE_METER_TAPS = 24, /**< most taps of such a phase */
	INTERSAMPLE_REACH = 132, /**< samples that a reading uses before and after its own */
	INTERSAMPLE_FRAMES = 256, /**< most readings a call */
};

/** How far from a reading another one of the same place lies at most: level x the larger of the samples around +
    curvature_near x the largest second difference near it + curvature_far x the largest of all. */
struct intersample_deviation {
	double level, curvature_near, curvature_far;
};

/** The filters for a sample rate. They are constant after intersample_peak_init(), so threads may share them. */
struct intersample_peak {
	double half_way[INTERSAMPLE_SINCS][2 * INTERSAMPLE_HALF_TAPS]; /**< each filter begins at [0] */
	double fine[INTERSAMPLE_STEPS][2 * INTERSAMPLE_FINE_TAPS]; /**< row 0, the grid itself, is not used */
	double meter[INTERSAMPLE_METER_PHASES][INTERSAMPLE_METER_TAPS]; /**< filters of libebur128 */
	int first_sinc; /**< the half-way filters from this one on are read */
	int reference; /**< this one of them is read first; where it reads far under a limit, others need not be read */
	struct intersample_deviation sincs[INTERSAMPLE_SINCS], meter_deviation; /**< from the reference */
	size_t meter_phases, meter_taps; /**< 0 phases where libebur128 does not interpolate */
	size_t meter_ahead; /**< samples from a reading's own to the start of its meter filter */
	double absolute; /**< largest sum |h| of all filters: none reads more than this times the largest sample */
	double level, curvature; /**< nor more than level x the larger of the samples around + curvature x the largest
			       second difference */
	double curvature_near, curvature_far; /**< the same apart for second differences up to `near` samples from the
				       reading, and beyond */
	double fine_level, fine_curvature; /**< as level and curvature, for the steps of the fine filter alone, against
					      the doubled grid */
};

/** Computes the filters and bounds of all seven readings for a sample rate in Hz: what a limiter keeps under its
    ceiling, whatever meter reads it. */
void intersample_peak_init(struct intersample_peak *peak, double sample_rate);

/** Computes those of the longest sinc alone, for any rate: what a meter reads. */
void intersample_peak_init_longest(struct intersample_peak *peak);

/** Writes to levels[i], linear, the largest magnitude from column[i] up to but not including column[i + 1]; at most
    INTERSAMPLE_FRAMES frames. It reads column[-INTERSAMPLE_REACH] to column[frames - 1 + INTERSAMPLE_REACH]. A level
   that provably stays under `limit` (linear) may come as the magnitude of the sample only; levels over the limit are
   always exact. Returns false where all levels, samples included, provably stay under it; then `levels` is
    undefined. */
bool intersample_peak_read(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
			   const double *column, size_t frames, double limit);

/** Returns the largest magnitude from column[0] up to column[1], linear, by the longest sinc. A parabola through the
    highest of the 16 points and its neighbours finds what lies between them: up to 0.95 of half the sample rate a tone
    reads within 0.02 dB. It reads column[-INTERSAMPLE_REACH] to column[INTERSAMPLE_REACH]. */
double intersample_peak_between(const struct intersample_peak *peak, const struct kernel *kernel, const double *column);

#endif

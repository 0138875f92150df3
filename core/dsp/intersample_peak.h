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
#include <stdint.h>

enum {
	INTERSAMPLE_SINCS = 6, /**< half-way filters of different length */
	INTERSAMPLE_HALF_TAPS = 128, /**< taps of the longest, on each side */
	INTERSAMPLE_FINE_TAPS = 4, /**< taps on the doubled grid, on each side */
	INTERSAMPLE_STEPS = 8, /**< steps between two points of the doubled grid */
	INTERSAMPLE_METER_PHASES = 3, /**< most phases of the interpolator of libebur128, without the samples */
	INTERSAMPLE_METER_TAPS = 24, /**< most taps of such a phase */
	INTERSAMPLE_REACH = 132, /**< samples that a reading uses before and after its own */
	INTERSAMPLE_FRAMES = 256, /**< most readings a call */
	INTERSAMPLE_NEAR = 6, /**< samples before and after a reading whose second differences count as near */
	INTERSAMPLE_GROUP = 32, /**< readings that share the norm of the second differences around them */
};

/** What rounding adds to a reading or to a bound at most, in shares of the largest sample that the reading reaches. */
#define INTERSAMPLE_ROUNDING 1e-11

/** How far from a reading another one of the same place lies at most: level x the larger of the samples around + norm x
    the square root of the sum of the squares of all second differences that it reaches. */
struct intersample_deviation {
	double level, norm;
};

/** What is known of readings before they are made. */
struct intersample_survey {
	uint64_t open[INTERSAMPLE_FRAMES / 64]; /**< a bit for each reading, the lowest for the first: whether it may
						   reach its limit */
	double norms[INTERSAMPLE_FRAMES / INTERSAMPLE_GROUP]; /**< square roots of the sums of the squares of all second
								differences that readings of a group reach */
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
	double curvature_near, norm_far; /**< nor more than level x that + curvature_near x the largest second
					    difference near the reading + norm_far x the square root of the sum of the
					    squares of those around */
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
    that provably stays under limits[i] (linear) may come as anything from the magnitude of the sample to the level;
    levels over their limits are always exact. No limit is under `least`. Returns false where all levels, samples
    included, provably stay under `least`; then `levels` is undefined. `levels` and `limits` have room for
    INTERSAMPLE_FRAMES, and levels after `frames` are undefined. */
bool intersample_peak_read(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
			   const double *column, size_t frames, const double *limits, double least);

/** Returns the largest magnitude from column[0] up to column[1], linear, by the longest sinc. A parabola through the
    highest of the 16 points and its neighbours finds what lies between them: up to 0.95 of half the sample rate a tone
    reads within 0.02 dB. It reads column[-INTERSAMPLE_REACH] to column[INTERSAMPLE_REACH]. */
double intersample_peak_between(const struct intersample_peak *peak, const struct kernel *kernel, const double *column);

#endif

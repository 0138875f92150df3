/* stemprint: how high a signal rises between its samples.
   SPDX-License-Identifier: GPL-3.0-or-later

   Meters differ where a signal reaches up to half its rate, by tenths of a dB: it matters how much of a sinc they see.
   So several readings are made, of which the largest counts. Six are 16x: sincs of 20, 32, 48, 80, 144 and 256 taps
   under a Kaiser window give the values half-way between the samples, and one of 8 taps on that doubled grid, where the
   signal fills but the lower half of the band, the seven steps of each half. Between two of 16 points a tone hides at
   most 0.05 dB (ITU-R BS.1770-5 Annex 2). The seventh is the interpolator of libebur128 1.2.6: 49 taps under a Hann
   window, 4x under 96 kHz, 2x under 192 kHz, none from there on. */
#ifndef STEMPRINT_DSP_INTERSAMPLE_PEAK_H
#define STEMPRINT_DSP_INTERSAMPLE_PEAK_H

#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	INTERSAMPLE_SINCS = 6, /**< half-way filters of different length */
	INTERSAMPLE_HALF_TAPS = 128, /**< of the longest, on each side */
	INTERSAMPLE_FINE_TAPS = 4, /**< on the doubled grid, on each side */
	INTERSAMPLE_STEPS = 8, /**< steps between two points of the doubled grid */
	INTERSAMPLE_METER_PHASES = 3,
	INTERSAMPLE_METER_TAPS = 24,
	INTERSAMPLE_REACH = 132, /**< samples that a reading sees before and after its own */
	INTERSAMPLE_FRAMES = 256, /**< most readings a call */
};

/** The filters for a sample rate. Constant after intersample_peak_init(). */
struct intersample_peak {
	double half_way[INTERSAMPLE_SINCS][2 * INTERSAMPLE_HALF_TAPS]; /**< each begins at [0] */
	double fine[INTERSAMPLE_STEPS][2 * INTERSAMPLE_FINE_TAPS]; /**< row 0 is not used: the grid itself */
	double meter[INTERSAMPLE_METER_PHASES][INTERSAMPLE_METER_TAPS];
	size_t meter_phases, meter_taps; /**< 0 phases where libebur128 does not interpolate */
	size_t meter_ahead; /**< samples after its own that the meter's filter begins at */
	double absolute; /**< largest sum |h| of all filters: none reads more than this times the largest sample */
	double level, curvature; /**< nor more than level x the larger of the samples around + curvature x the largest
			       second difference */
	double curvature_near, curvature_far; /**< the same apart for second differences up to `near` samples from the
				       reading, and beyond */
	double fine_level, fine_curvature; /**< as level and curvature, for the steps of the fine filter alone, against
					      the doubled grid */
};

void intersample_peak_init(struct intersample_peak *peak, double sample_rate);

/** levels[i] = the largest magnitude from sample column[i] up to, not including, column[i + 1]. Reads
   column[-INTERSAMPLE_REACH] to column[frames - 1 + INTERSAMPLE_REACH]. At most INTERSAMPLE_FRAMES frames. What is
   proven to stay under `limit` may be told as the magnitude of the sample alone: whether a level lies over the limit,
   and what it then is, never depends on the proof. False where all levels are proven to lie under it, samples included:
   what `levels` then holds means nothing. */
bool intersample_peak_read(const struct intersample_peak *peak, const struct kernel *kernel, double *levels,
			   const double *column, size_t frames, double limit);

#endif

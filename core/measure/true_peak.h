/* stemprint: the true peak, read by libebur128 only where it can rise.
   SPDX-License-Identifier: GPL-3.0-or-later

   libebur128 1.2.6 interpolates every sample (ITU-R BS.1770 Annex 2) with a sinc of 49 taps under a Hann window: 4x
   under 96 kHz, 2x under 192 kHz, not at all above. That costs three times as much as everything else it measures, and
   most of it cannot matter: a block whose interpolated values stay under the peak found so far cannot raise it. Two
   bounds hold for a block in which |x| <= P and |x[t-1] - 2 x[t] + x[t+1]| <= D, over every sample that its outputs
   see:

   1. Each output is sum h[k] x[t-k] over one phase of the filter, so |y| <= P sum |h[k]|.
   2. Take from h the line w between its two middle taps that has the same sum and the same first moment. The rest, h -
   w, has neither, so it is the second difference of a finite sequence g, and y = sum w[k] x[t-k] + sum g[k] (second
   difference of x at t-k). Both taps of w are positive, hence |y| <= P sum w + D sum |g|.

   Music stays under the second bound: it moves little from sample to sample, and then the factor of P is 1.001. Our own
   copy of the interpolator, in plain double sums, reads the blocks that pass the smaller of both bounds. The blocks
   that pass this too go through libebur128, with enough context in front, and only ebur128_prev_true_peak() of the
   block counts. So the reading is that of a plain meter, from a handful of blocks. */
#ifndef STEMPRINT_MEASURE_TRUE_PEAK_H
#define STEMPRINT_MEASURE_TRUE_PEAK_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** The most that one interpolator of libebur128 can do, over its phases; h, w and g as above. */
struct true_peak_bound {
	unsigned factor; /**< 4 or 2 */
	double absolute; /**< sum |h| */
	double level; /**< sum w */
	double curvature; /**< sum |g| */
};

/** Returns the bound at a sample rate in Hz, static; NULL where libebur128 does not interpolate. */
const struct true_peak_bound *true_peak_bound(double sample_rate);

struct true_peak_meter;

/** Makes a meter that has heard nothing. libebur128 fills tables of the whole program here, so call it on one thread at
    a time. Returns STATUS_LIMIT for more than 64 channels, and for rates under 4 kHz, where K-weighting has no meaning,
    or over 2.8224 MHz. On success the caller frees the meter. */
enum status true_peak_new(size_t channels, double sample_rate, struct true_peak_meter **meter) MUST_CHECK;

/** Frees the meter. NULL is fine. */
void true_peak_free(struct true_peak_meter *meter);

/** Takes the next frames, planar, linear, finite and within +-1e15. Cuts make no difference. */
enum status true_peak_add(struct true_peak_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** Reads the largest of all samples and of all interpolated values so far, over all channels, linear: the reading of
    ebur128_true_peak(). */
enum status true_peak_read(struct true_peak_meter *meter, double *true_peak) MUST_CHECK;

/** Returns about where that is: the first new frame of the block, of at most 232 frames, that holds it. */
uint64_t true_peak_frame(const struct true_peak_meter *meter);

/** Returns the largest of all samples and interpolated values since the last call, over all channels, linear, except
    for rounding of double. The last block, of at most 232 frames, may count in the next call. */
double true_peak_recent(struct true_peak_meter *meter);

/** Returns how many blocks libebur128 has read so far: those that the bounds could not rule out. */
size_t true_peak_readings(const struct true_peak_meter *meter);

#endif

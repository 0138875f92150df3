/* stemprint: the peak of the continuous signal, read by an interpolator as fine as the limiter's.
   SPDX-License-Identifier: GPL-3.0-or-later

   The meter of ITU-R BS.1770 Annex 2 (true_peak.h) uses 12 samples of a sinc and four points between two samples. It
   reads up to 0.6 dB low when a signal reaches up to half its rate. This meter uses 256 samples and 16 points, with a
   parabola between these (intersample_peak.h), at every sample rate. Both ends of the file border on silence, and a
   crest that lies there counts too. */
#ifndef STEMPRINT_MEASURE_CONTINUOUS_PEAK_H
#define STEMPRINT_MEASURE_CONTINUOUS_PEAK_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct continuous_peak_meter;

/** Makes a meter that has heard nothing, for 1 channel and more. On success the caller frees it. */
enum status continuous_peak_new(size_t channels, struct continuous_peak_meter **meter) MUST_CHECK;

/** Frees the meter. NULL is fine. */
void continuous_peak_free(struct continuous_peak_meter *meter);

/** Takes the next frames, planar, linear and finite. Cuts make no difference. */
void continuous_peak_add(struct continuous_peak_meter *meter, const double *const *columns, size_t frames);

/** Returns the largest magnitude of the signal so far over all channels, linear, as if silence followed. *frame becomes
 * the frame after which it lies; 0: it lies before the first one. */
double continuous_peak_read(const struct continuous_peak_meter *meter, uint64_t *frame);

#endif

/* stemprint: how loud a file is.
   SPDX-License-Identifier: GPL-3.0-or-later

   K-weighting is libebur128's (ITU-R BS.1770-4, EBU Tech 3341); gate.h gates what it measures, in memory that does not grow. Channels are taken to come in the order of WAVE files:

       1 M    2 L R    3 L R C    4 L R Ls Rs    5 L R C Ls Rs    6 L R C LFE Ls Rs    7 L R C LFE Cs Ls Rs    8 L R C LFE Lb Rb Ls Rs

   and from nine on as for eight, followed by heights. Ls and Rs weigh +1.49 dB, the LFE nothing, all others 0 dB. One channel counts
   once: a mono file reads 3.01 LU under the same sound on two channels, which is what a pair of loudspeakers plays of it.

   Steps of 10 ms, since EBU Tech 3341 moves its bursts by 20 ms (cases 13, 14): on a grid of 100 ms a burst of 400 ms reads up to 0.6 LU low. */
#ifndef STEMPRINT_VERIFY_LOUDNESS_H
#define STEMPRINT_VERIFY_LOUDNESS_H

#include "base/status.h"

#include <stddef.h>

/** NAN is "not there": silence, or a file too short for the window. Never infinite. */
struct loudness {
	double integrated_lufs; /**< NAN: shorter than 400 ms, or nothing above the gate of -70 LUFS */
	double range_lu; /**< NAN: shorter than 3 s, or no 3 s above -70 LUFS */
	double momentary_max_lufs; /**< of 400 ms, in steps of 10 ms; NAN: shorter than 400 ms, or silent */
	double short_term_max_lufs; /**< of 3 s, in steps of 10 ms; NAN: shorter than 3 s, or silent */
	double true_peak_dbtp; /**< over all channels; NAN: digital silence */
	double sample_peak_dbfs; /**< over all channels; NAN: digital silence */
};

struct loudness_meter;

/** A meter at rest. As true_peak_new(): one thread at a time, and the same limits. On success the caller frees it. */
enum status loudness_new(size_t channels, double sample_rate, struct loudness_meter **meter) MUST_CHECK;

void loudness_free(struct loudness_meter *meter);

/** The next frames, planar. Cuts make no difference. A file with samples that are not finite or beyond +-1e15 (+300 dBFS) has a sample peak and nothing
    else. */
enum status loudness_add(struct loudness_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** The reading of all frames so far. */
enum status loudness_read(struct loudness_meter *meter, struct loudness *loudness) MUST_CHECK;

#endif

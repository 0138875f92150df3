/* Makes the head of a send to hardware: silence, a burst to measure the loop by, and silence again.
   SPDX-License-Identifier: GPL-3.0-or-later

   The burst is a sine whose frequency rises in proportion to time, so that its spectrum is flat and its autocorrelation
   is one narrow peak: A. J. Berkhout, D. de Vries and M. M. Boone, JASA 68 (1980). It begins and ends with half a
   cosine. The silence before it shows the noise of the loop, and the silence after it lets the loop ring out. */
#ifndef STEMPRINT_DSP_CALIBRATION_H
#define STEMPRINT_DSP_CALIBRATION_H

#include <stddef.h>

/** Times in the head, s. */
#define CALIBRATION_SECONDS 3.0 /**< the whole head */
#define CALIBRATION_BURST_AT 0.5 /**< the start of the burst */
#define CALIBRATION_BURST_SECONDS 0.5 /**< its length */
#define CALIBRATION_QUIET_AT 0.05 /**< the start of the silence that shows noise */
#define CALIBRATION_QUIET_SECONDS 0.4 /**< its length: whole periods of 50 Hz and of 60 Hz */

/** The peak of the burst: -12 dBFS. */
#define CALIBRATION_PEAK 0.25

/** Returns how many frames the head has at that rate, Hz. */
size_t calibration_frames(double sample_rate);

/** Writes `count` frames of the head, from frame `first` on. Past its end there are zeros. */
void calibration_write(double sample_rate, size_t first, double *samples, size_t count);

#endif

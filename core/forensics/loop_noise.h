/* Measures what a loop puts out while nothing is sent: noise, hum and direct current.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_NOISE_H
#define STEMPRINT_FORENSICS_LOOP_NOISE_H

#include "forensics/loop_case.h"

/** What comes out of the silence before the burst. A figure is NAN where nothing was measured, and -INFINITY for
   digital silence. */
struct loop_noise {
	double rms_dbfs; /**< without the direct current; a full-scale sine has 0 (AES17) */
	double constant; /**< the direct current of the channel that has most: its mean, 1 is full scale */
	double hum_hertz; /**< the mains: 50 or 60; 0: no hum stands out of the noise */
	double hum_dbfs; /**< the first eight harmonics together */
};

/** Measures the silence of a calibrated loop; the figures of any other are NAN. Returns the failure of a source, or
    NO_MEMORY. */
enum status loop_noise_measure(const struct loop_case *loop, struct loop_model model,
			       struct loop_noise *noise) MUST_CHECK;

#endif

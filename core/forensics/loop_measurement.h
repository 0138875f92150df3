/* Measures a loop through hardware: its round trip, its gain, its clock, and what it adds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_MEASUREMENT_H
#define STEMPRINT_FORENSICS_LOOP_MEASUREMENT_H

#include "forensics/loop_noise.h"
#include "forensics/loop_track.h"

/** The figures of a loop. Those that decide samples are rounded, so that no CPU has others: the round trip to 1/1024
   frame, the drift to 0.001 ppm, the gain to 0.0001 dB. */
struct loop_measurement {
	bool found; /**< the answer belongs to the send; false: only `clearness`, `peak` and `noise` hold */
	double clearness; /**< struct loop_place; NAN: the round trip was not searched */
	double peak; /**< the greatest sample of the answer, linear */
	struct loop_model model; /**< the round trip at the first frame of the send, and the drift; a drift that the
				    windows do not prove is 0 */
	double drift_ppm; /**< what the windows say; NAN: there are too few */
	double drift_error_ppm; /**< its standard error; NAN: there are too few windows */
	double gain; /**< linear; under 0: the polarity is inverted */
	double residual_db; /**< noise and distortion: what no linear filter makes of the send (loop_residual.h), dB */
	struct loop_noise noise;
};

/** Measures a loop. Both sources are read several times, from their start. Returns the failure of a source, or
    NO_MEMORY. */
enum status loop_measure(const struct loop_case *loop, struct loop_measurement *measurement) MUST_CHECK;

#endif

/* stemprint: the loudness and the peaks of a programme, as figures.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_LOUDNESS_H
#define STEMPRINT_MEASURE_LOUDNESS_H

#include "measure/series.h"

#include <stdint.h>

/** By how much a true peak can be read too high or too low, up to 0.95 of half the sample rate. */
#define LOUDNESS_TRUE_PEAK_UNCERTAINTY_DB 0.02

/** NAN means that there is no figure: the file is silent, or too short for the window. A figure is never infinite. */
struct loudness {
	double integrated_lufs; /**< NAN: shorter than 400 ms, or nothing above the loudness gate of -70 LUFS */
	double range_lu; /**< NAN: shorter than 3 s, or no 3 s above -70 LUFS */
	double momentary_max_lufs; /**< of 400 ms, in steps of 10 ms; NAN: shorter than 400 ms, or silent */
	double short_term_max_lufs; /**< of 3 s, in steps of 10 ms; NAN: shorter than 3 s, or silent */
	double true_peak_dbtp; /**< over all channels, the larger reading of true_peak.h and continuous_peak.h; NAN:
				  digital silence */
	double bs1770_peak_dbtp; /**< as true_peak.h reads it, the meter of ITU-R BS.1770 Annex 2; NAN: digital silence
				  */
	double sample_peak_dbfs; /**< over all channels; NAN: digital silence */
	double plr_db; /**< peak to loudness ratio: true peak less integrated loudness (AES TD1008) */
	double psr_min_db; /**< peak to short-term loudness ratio (Shepherd, Grimm, Tapper, Kahsnitz, Kerr: AES e-Brief
			      373, 2017): the true peak within 3 s less the loudness of those 3 s, one a second; this
			      is the least over the seconds that the range counts too (EBU Tech 3342: within 20 LU, to
			      the LU); NAN as range_lu */
	double psr_mean_db; /**< the mean of these ratios */
	uint64_t true_peak_frame; /**< where the true peak is, within 256 frames; 0 for an album */
};

/** How loudness moved: the largest reading of each step, in LUFS; NAN: silence. */
struct loudness_course {
	struct series momentary; /**< steps of 100 ms; the first value is that of the first 400 ms and of the windows
				    that begin in the 90 ms after */
	struct series short_term; /**< steps of 1 s; the first value is that of the first 3 s and of the windows that
				     begin in the 990 ms after */
};

/** Returns the figures of a file of which only the sample peak is known, linear, 0 and more; all others are NAN. */
struct loudness loudness_absent(double sample_peak);

#endif

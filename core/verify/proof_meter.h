/* stemprint: the null test: mix minus the sum of its stems, as printed.
   SPDX-License-Identifier: GPL-3.0-or-later

   The proof is held against what the formats allow. A file of b-bit integers is off from what the engine computed by a
   rounding error, uniform and independent of everything else when dithered: its power is LSB^2/12, and three times that
   with TPDF dither, LSB = 2^-(b-1). A mix and N stems therefore leave N + 1 such errors (Lipshitz, Wannamaker,
   Vanderkooy, JAES 1992):

       floor = 20 log10(LSB / sqrt(12)) + 10 log10(N + 1), + 4.77 dB with TPDF
       bound = (N + 1)/2 LSB, 1.5 (N + 1) LSB with TPDF

   A file that was printed h dB lower, to have headroom, is raised again by 10^(h/20), and its errors with it.
   Where N stems are lower and the mix is not, both of one kind of integers, that is

       floor = 20 log10(LSB / sqrt(12)) + 10 log10(N 10^(h/10) + 1), + 4.77 dB with TPDF
       bound = (N 10^(h/20) + 1)/2 LSB, three times that with TPDF

   A float file is off by ulp(x)^2/12 at each sample x, at most ulp/2: both are taken from its samples. Formats may
   differ between files: powers and bounds add up. Stems that were rounded together with their mix (`sum: exact`) leave
   nothing. The engine's own float64 residual adds to both, as far as ENGINE_RESIDUAL_LIMIT_DBFS. Where a file's error
   is not known there is no floor and no bound. */
#ifndef STEMPRINT_VERIFY_PROOF_METER_H
#define STEMPRINT_VERIFY_PROOF_METER_H

#include "base/arena.h"
#include "measure/level_series.h"
#include "measure/third_octave.h"
#include "verify/format_error.h"
#include "verify/verdict.h"

/** A whole that differs from the sum of its lanes by more than this is a defect of the engine. */
#define ENGINE_RESIDUAL_LIMIT_DBFS (-200.0)

/** How far the rms of the residual may pass the predicted floor. */
#define PROOF_FLOOR_TOLERANCE_DB 1.0

struct proof_limits {
	double max_residual_dbfs; /**< the user's own limit for the peak; NAN: the formats decide */
	double engine_residual_peak; /**< linear; NAN: not known (files from elsewhere) */
	double engine_residual_rms;
	bool incomplete; /**< inserts with `stems: per-lane` leave a part of the mix out of all stems: it is in no
			    allowance */
	bool exact; /**< the recipe asks for `sum: exact`: the formats leave nothing */
};

/** Levels are dBFS, with the headroom of the files undone; -INFINITY is digital zero, NAN is not known. */
struct proof_result {
	uint64_t frames;
	size_t channels;
	size_t stem_count;
	double residual_peak_dbfs; /**< -INFINITY: exact */
	double residual_rms_dbfs; /**< over all channels and frames */
	uint64_t peak_frame; /**< where the peak is, from 0 */
	size_t peak_channel; /**< from 0 */
	double mix_headroom_db; /**< that was undone */
	double stem_headroom_db; /**< of every stem; NAN: they differ */
	double mix_peak_dbfs;
	double *stem_peaks_dbfs; /**< [stem_count] */
	double floor_dbfs; /**< rms that the formats leave by themselves; -INFINITY when they leave nothing; NAN: not
			      known */
	double bound_dbfs; /**< peak that rounding alone cannot pass; NAN: not known */
	bool exact_wanted, incomplete; /**< of the limits */
	double max_residual_dbfs; /**< of the limits */
	double engine_residual_peak_dbfs;
	double engine_residual_rms_dbfs;
	bool explained; /**< the residual is zero, or no more than the formats leave by themselves */
	const struct level_series *series; /**< of the residual; the test's */
	const struct third_octaves *octaves; /**< of the residual in the windows that are over; NULL: not measured */
	enum verdict_status status;
};

struct proof_meter;

/** A test of one mix and its stems, at zero. Blocks hold at most frames_maximum frames. All memory comes from the
   arena; NULL when out of it. */
struct proof_meter *proof_meter_new(struct arena *arena, double sample_rate, const struct format_error *mix,
				    const struct format_error *stems, size_t stem_count, size_t channels,
				    size_t frames_maximum);

/** The next frames: mix[channel], stems[stem][channel]. */
void proof_meter_add(struct proof_meter *test, const double *const *mix, const double *const *const *stems,
		     size_t frames);

/** Takes the stems away, and measures nothing. */
void proof_meter_subtract(struct proof_meter *test, const double *const *mix, const double *const *const *stems,
			  size_t frames);

/** The residual of the frames added or subtracted last, by channel; until the next are. */
const double *const *proof_meter_residual(const struct proof_meter *test);

/** What was found so far. `peaks`: the largest magnitudes of the mix and then of each stem over these frames, linear:
   whoever reads the files knows them already. Passes when the residual is zero; else never where the recipe asks for an
   exact sum; else, with a limit of the user's, when its peak is at or under that; else when its peak is at or under the
   bound and its rms at most PROOF_FLOOR_TOLERANCE_DB over the floor; else, where these are not known, it fails. (In
   short files chance moves the rms: five standard deviations of a mean of so many squares are allowed on top, sqrt(2/n)
   each for n samples: 0.1 dB in a second of stereo.) `stem_peaks_dbfs` comes from the test's arena. */
void proof_meter_read(struct proof_meter *test, const double *peaks, const struct proof_limits *limits,
		      struct proof_result *result);

/** Whether a window of the series peaks over what the formats leave by themselves; where that is not known, or no
   window does, whether it peaks at all. */
bool proof_result_is_over(const struct proof_result *result, size_t window);

#endif

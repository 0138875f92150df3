/* stemprint: measures a proof, the mix less the sum of its stems as printed, and judges it.
   SPDX-License-Identifier: GPL-3.0-or-later

   The residual is compared with what the formats allow. A file of b-bit integers differs from the sound that the engine
   computed by a rounding error. With dither it is uniform and independent of everything else: its power is LSB^2/12,
   and three times that with TPDF dither, LSB = 2^-(b-1). A mix and N stems therefore leave N + 1 such errors (Lipshitz,
   Wannamaker, Vanderkooy, JAES 1992):

       floor = 20 log10(LSB / sqrt(12)) + 10 log10(N + 1), + 4.77 dB with TPDF
       bound = (N + 1)/2 LSB, 1.5 (N + 1) LSB with TPDF

   A file that was printed h dB lower for headroom is raised again by 10^(h/20), and its errors with it. When N stems
   are lower and the mix is not, and both are of one kind of integers, this gives

       floor = 20 log10(LSB / sqrt(12)) + 10 log10(N 10^(h/10) + 1), + 4.77 dB with TPDF
       bound = (N 10^(h/20) + 1)/2 LSB, three times that with TPDF

   A float file has an error of power ulp(x)^2/12 and of peak ulp/2 at each sample x: both are taken from its samples.
   Formats may differ between files, since powers and bounds add up. In a block where stems hold the same samples, their
   errors are the same, too: there the powers of k alike stems add up to the square of the sum of their roots, k^2 times
   the power of one. Floats whose samples are a power of two times as large are rounded by the same errors, so many
   times as large, and count alike. Stems that were rounded together with their mix (`sum: exact`) leave nothing. The
   float64 residual of the engine adds to both, up to ENGINE_RESIDUAL_LIMIT_DBFS. When the error of a file is not known,
   there is no floor and no bound. */
#ifndef STEMPRINT_VERIFY_PROOF_METER_H
#define STEMPRINT_VERIFY_PROOF_METER_H

#include "base/arena.h"
#include "measure/level_series.h"
#include "measure/third_octave.h"
#include "verify/format_error.h"
#include "verify/verdict.h"

/** A larger difference between a whole and the sum of its lanes is a defect of the engine. */
#define ENGINE_RESIDUAL_LIMIT_DBFS (-200.0)

/** How far the rms of the residual may pass the predicted floor, in dB. */
#define PROOF_FLOOR_TOLERANCE_DB 1.0

/** What a residual is compared with, beside the formats. */
struct proof_limits {
	double max_residual_dbfs; /**< the user's limit for the peak; NAN: the formats decide */
	double engine_residual_peak; /**< linear; NAN: not known, as for files from elsewhere */
	double engine_residual_rms; /**< linear; NAN: not known */
	double residual_raise; /**< a conversion after the engine may raise that peak by this factor; default 0: there
				  is none */
	bool incomplete; /**< inserts with `stems: per-lane` leave a part of the mix out of all stems; no allowance
			    counts it */
	bool exact; /**< the recipe asks for `sum: exact`, so the formats leave nothing */
};

/** The figures of a proof. The headroom of the files is undone. -INFINITY is digital zero, NAN is not known. */
struct proof_result {
	uint64_t frames; /**< that were added */
	size_t channels;
	size_t stem_count; /**< 1 and more */
	double residual_peak_dbfs; /**< -INFINITY: the stems add up exactly */
	double residual_rms_dbfs; /**< over all channels and frames */
	uint64_t peak_frame; /**< where the peak is, from 0 */
	size_t peak_channel; /**< from 0 */
	double mix_headroom_db; /**< the headroom that was undone */
	double stem_headroom_db; /**< the same of every stem; NAN: they differ */
	double mix_peak_dbfs; /**< sample peak */
	double *stem_peaks_dbfs; /**< [stem_count] sample peaks */
	double floor_dbfs; /**< the rms that the formats leave by themselves; -INFINITY: they leave nothing; NAN: not
			      known */
	double limit_dbfs; /**< the largest rms that passes, if nothing else explains it; NAN: not known */
	double bound_dbfs; /**< the peak that rounding alone cannot pass; NAN: not known */
	bool exact_wanted, incomplete; /**< of the limits */
	double max_residual_dbfs; /**< of the limits */
	double engine_residual_peak_dbfs;
	double engine_residual_rms_dbfs;
	bool explained; /**< the residual is zero, or no more than the formats leave by themselves */
	bool truncated; /**< it is so because the files were truncated instead of rounded (truncation.h); the floor then
			   includes the constants that this leaves */
	bool shaped; /**< it is so because the residual is noise that was shaped (shaped_noise.h); floor and bound are
			then those of this noise */
	bool shared_dither; /**< it is so because all files hold the same dither (shared_dither.h); floor and bound are
			       then those of this dither */
	bool repeated; /**< it is so because few different samples return, and chance moves the rms (repetition.h) */
	const struct level_series *series; /**< of the residual; the meter's */
	const struct third_octaves *octaves; /**< of the residual, in the windows that are over; NULL: not measured */
	enum verdict_status status; /**< whether the proof holds */
};

struct proof_meter;

/** Makes a meter of one mix and its stems that has heard nothing. A block has at most `frames_maximum` frames. All
   memory comes from the arena. Returns NULL when out of memory. */
struct proof_meter *proof_meter_new(struct arena *arena, double sample_rate, const struct format_error *mix,
				    const struct format_error *stems, size_t stem_count, size_t channels,
				    size_t frames_maximum);

/** Takes the next frames, mix[channel] and stems[stem][channel], linear, and measures their residual. */
void proof_meter_add(struct proof_meter *test, const double *const *mix, const double *const *const *stems,
		     size_t frames);

/** Makes the residual of such frames, without measuring it. */
void proof_meter_subtract(struct proof_meter *test, const double *const *mix, const double *const *const *stems,
			  size_t frames);

/** Returns the residual of the frames that were added or subtracted last, by channel. It holds until the next call. */
const double *const *proof_meter_residual(const struct proof_meter *test);

/** Tells whether the formats of all files are known, and another program may have shaped the dither of one. */
bool proof_meter_may_be_shaped(const struct proof_meter *meter);

/** Reads the figures so far and judges them. `peaks` are the largest magnitudes of the mix, then of each stem, over
   these frames, linear; the reader of the files knows them. The first rule that applies decides:

    - A residual of zero passes.
    - When the recipe asks for an exact sum, all else fails.
    - With a limit of the user's, the proof passes when the peak is at or under it.
    - When the formats are known, it passes when the peak is at or under the bound and the rms is at most
      PROOF_FLOOR_TOLERANCE_DB over the floor. In short files chance moves the rms, so five standard deviations of the
      mean of n squares, sqrt(2/n) each, are allowed on top: 0.1 dB in a second of stereo.
    - Integers that were rounded without dither may be those of a sound on half steps (format_error.h). The rms may then
      be 1.76 dB over the floor, and 0.09 dB more.
    - When the integers come from elsewhere, their fractions may have been cut off, toward zero. The rms may then be
      1.25 dB over the floor, and 0.09 dB more.
    - Where all stems that sound are alike, the mix is a multiple of one of them. Then the error of the mix depends on
      theirs, and both may add up as amplitudes: the rms may be up to 3.01 dB over the floor, and 0.09 dB more. The
      floor itself counts them as independent.
    - Such integers may also be truncated. It passes when that explains the constants of the residual (truncation.h),
   and bound and floor hold around them.
    - All else fails here. proof_pass.h may still find that shaped noise, one dither in all files, or
    samples that return explain it.

    `stem_peaks_dbfs` comes from the arena of the meter. */
void proof_meter_read(struct proof_meter *test, const double *peaks, const struct proof_limits *limits,
		      struct proof_result *result);

/** Returns the share of a file's error in the power of the floor, once its figures are read: 0 is the mix, and then
   come the stems. The rest is that of alike stems and of the sum itself. */
double proof_meter_share(const struct proof_meter *meter, size_t index, const struct proof_result *result);

/** Tells whether a window of the series peaks over the bound of the formats. When no bound is known, or no window
   passes it, it tells whether the window peaks at all. */
bool proof_result_is_over(const struct proof_result *result, size_t window);

#endif

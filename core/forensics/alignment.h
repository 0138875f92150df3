/* stemprint: how stems must be moved and turned up to add up to their mix.
   SPDX-License-Identifier: GPL-3.0-or-later

   Cross-correlation finds the whole frames (lag_search.h). Least squares over cross-spectra find the gains and the rest
   of the delays (sum_fit.h). One more step in time, over every frame, makes both right to the digits that are printed.
   If the files are stereo and something is left, stems take a matrix of gains (matrix_fit.h). The lags are searched
   with the sides straight, swapped, and with one of them inverted. All stems are fitted at once, so neither correlated
   stems nor bleed bias the figures. Exact stems are measured to 0.01 frame and 0.001 dB; for others, the residual that
   is left tells how far to trust the figures. */
#ifndef STEMPRINT_FORENSICS_ALIGNMENT_H
#define STEMPRINT_FORENSICS_ALIGNMENT_H

#include "forensics/proof.h"
#include "forensics/stereo_matrix.h"

/** How the mix holds one stem. */
struct alignment_stem {
	bool known; /**< false: it is silent, or other stems make it up; then gain and offset are as expected */
	double gain; /**< of the stem in the mix, linear; under 0: its polarity is inverted */
	double gain_db; /**< of the magnitude; -INFINITY: the mix holds nothing of it */
	bool inverted; /**< gain is under 0 */
	const struct stereo_matrix *matrix; /**< what the mix does with its sides, the gain included; NULL: the same
					       gain on both. When it is set, `gain` is stereo_matrix_gain */
	double offset; /**< by how many frames the mix holds it later than its file does; 0 where its gain is next to 0
			*/
	double side_delays[SIDES]; /**< by how many frames more the mix holds this side later (side_alignment.h); both
				      0: it holds the sides together */
};

/** How the mix holds all stems. */
struct alignment {
	struct alignment_stem *stems; /**< [stem_count] */
	double residual_dbfs; /**< rms of the files as they are; -INFINITY: nothing is left */
	double corrected_dbfs; /**< rms that is left when every stem is so moved and turned up */
	double mix_dbfs; /**< rms of the mix */
	size_t failed_file; /**< the file that a failure is about: 0 the mix, then the stems from 1 */
	const char *problem; /**< of that source, with BAD_SOURCE and NOT_FINITE; else NULL */
};

/** Measures the alignment of all stems. It reads all files five times or more, up to thirteen times more for matrices,
   and takes some 7 MB a stem, whatever their length. Results come from the arena. Returns NO_MEMORY, INTERRUPTED, or
   the failure of a source. */
enum status alignment_find(const struct proof *proof, struct arena *arena, struct alignment *alignment) MUST_CHECK;

#endif

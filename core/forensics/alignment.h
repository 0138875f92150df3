/* stemprint: how stems would have to be moved and turned up to add up to their mix.
   SPDX-License-Identifier: GPL-3.0-or-later

   Whole frames by cross-correlation (lag_search.h), gains and the rest of the delays by least squares over
   cross-spectra (sum_fit.h), both at last to the digits printed by one more step in time, over every frame. All stems
   at once: neither correlated stems nor bleed bias the figures. Exact stems are measured to 0.01 frame and 0.001 dB;
   how far to trust the figures of others the residual that is left tells. */
#ifndef STEMPRINT_FORENSICS_ALIGNMENT_H
#define STEMPRINT_FORENSICS_ALIGNMENT_H

#include "forensics/proof.h"

struct alignment_stem {
	bool known; /**< false: silent, or made up by other stems; then as claimed */
	double gain; /**< linear, under 0 where the polarity is inverted: what the mix holds of the stem */
	double gain_db; /**< of its magnitude; -INFINITY when the mix holds nothing of it */
	bool inverted;
	double offset; /**< frames that the mix holds it later than the stem's file; 0 where its gain is next to nothing
			*/
};

struct alignment {
	struct alignment_stem *stems; /**< one a stem */
	double residual_dbfs; /**< rms, as the files are; -INFINITY is none */
	double corrected_dbfs; /**< rms that is left when every stem is moved and turned up so */
	double mix_dbfs; /**< rms */
	size_t failed_file; /**< which file a failure is about: 0 the mix, then the stems */
	const char *problem; /**< with BAD_SOURCE and NOT_FINITE: the source's; else NULL */
};

/** Reads all files five times or more. Memory: some 5 MB a stem, whatever the length. Results come from the arena. */
enum status alignment_find(const struct proof *proof, struct arena *arena, struct alignment *alignment) MUST_CHECK;

#endif

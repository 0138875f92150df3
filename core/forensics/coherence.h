/* stemprint: how much the stems of a proof have in common, pair by pair.
   SPDX-License-Identifier: GPL-3.0-or-later

   The measure is the magnitude-squared coherence of every pair, |S_xy|^2 / (S_xx S_yy), by Welch's method (P. D. Welch,
   1967; G. C. Carter, 1987): 1 where one stem is the other through any filter, 0 where they are unrelated. The
   coherence that chance gives is taken off. Music that is played together is coherent to some degree: the figure tells
   where to look, and does not prove bleed. */
#ifndef STEMPRINT_FORENSICS_COHERENCE_H
#define STEMPRINT_FORENSICS_COHERENCE_H

#include "forensics/proof.h"

/** The figures of each pair of stems, at [one * stem_count + other]. There are none of a stem with itself. */
struct coherence {
	size_t stem_count;
	double *shares_db; /**< the energy of `one` that goes with `other`, against all energy of `one`, in dB; NAN: no
			      more than chance gives */
	double *largest; /**< the largest coherence of any frequency, 0 to 1; the same both ways; NAN: no more than
			    chance gives */
	double *frequencies; /**< the frequency of that, in Hz; NAN without one */
	double floor_db; /**< the share that two unrelated stems may seem to have, in dB: longer files lower it; NAN:
			    the files are too short to tell anything */
	size_t failed_file; /**< the file that a failure is about: 0 the mix, then the stems from 1 */
	const char *problem; /**< of that source, with BAD_SOURCE and NOT_FINITE; else NULL */
};

/** Measures all pairs. It reads all files once and takes at most 64 MB. Results come from the arena. Returns NO_MEMORY,
    INTERRUPTED, or the failure of a source. */
enum status coherence_find(const struct proof *proof, struct arena *arena, struct coherence *coherence) MUST_CHECK;

#endif

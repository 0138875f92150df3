/* stemprint: what stems from anywhere have in common.
   SPDX-License-Identifier: GPL-3.0-or-later

   The magnitude-squared coherence of every pair, |S_xy|^2 / (S_xx S_yy), by Welch's method (P. D. Welch, 1967; G. C.
   Carter, 1987): 1 where one stem is the other through any filter, 0 where they have nothing to do with each other.
   What is expected of chance is taken off. Music that is played together is coherent to some degree: it tells where to
   look, and proves no bleed. */
#ifndef STEMPRINT_FORENSICS_COHERENCE_H
#define STEMPRINT_FORENSICS_COHERENCE_H

#include "forensics/proof.h"

/** Of two stems, by [one * stem_count + other]; nothing of a stem with itself. */
struct coherence {
	size_t stem_count;
	double *shares_db; /**< the energy of `one` that goes with `other`, against all of `one`; NAN: no more than
			      chance */
	double *largest; /**< of any frequency, 0 to 1; the same both ways; NAN: no more than chance */
	double *frequencies; /**< where that is, Hz; NAN without */
	double floor_db; /**< what two strangers may seem to have in common: it falls with the length of the files; NAN:
			    too short for any statement */
	size_t failed_file; /**< as in proof_reader */
	const char *problem;
};

/** Reads all files once more. At most 64 MB. */
enum status coherence_find(const struct proof *proof, struct arena *arena, struct coherence *coherence) MUST_CHECK;

#endif

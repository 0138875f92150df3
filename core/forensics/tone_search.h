/* stemprint: finds a steady tone and its harmonics in a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_TONE_SEARCH_H
#define STEMPRINT_FORENSICS_TONE_SEARCH_H

#include "forensics/proof.h"

/** A tone. */
struct tone {
	double frequency; /**< of the fundamental, in Hz; 0: there is none */
	size_t harmonics; /**< that stand out of the residual, with the fundamental */
	double share; /**< of the energy of the residual that they have */
};

/** Looks for a tone in the mean spectrum of windows of some two thirds of a second. It reads the files once. Returns
    NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status tone_search_run(struct proof_reader *reader, struct arena *arena, struct tone *tone) MUST_CHECK;

#endif

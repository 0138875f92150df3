/* stemprint: fits gains and delays where other faults are soft.
   SPDX-License-Identifier: GPL-3.0-or-later

   A plain least-squares fit of one fault bends towards the others: what a missing stem has in common with a stem by
   chance counts as a gain of that stem. Other faults leave many bins of a spectrogram alone, because their sound rests
   there. So each bin of each window counts by the inverse of the power that the fit left in it the last time (P. W.
   Holland, R. E. Welsch, "Robust regression using iteratively reweighted least-squares", 1977). */
#ifndef STEMPRINT_FORENSICS_ROBUST_FIT_H
#define STEMPRINT_FORENSICS_ROBUST_FIT_H

#include "forensics/proof.h"

/** What must yet happen to a file so that the residual becomes as soft as possible. */
struct robust_signal {
	size_t file; /**< 0 the mix, then the stems from 1 */
	bool delays; /**< fit a delay beside the gain */
	double gain; /**< linear, over 0: where the fit begins, and then what it found */
	double delay; /**< by how many frames the file must come later; the same */
};

/** What a fit did. */
struct robust_fit {
	double before, after; /**< energy of the residual, in one unit, before the fit and with it */
	double level; /**< mean level of the bins of all windows with the fit, in dB: it falls by far where the files
			 agree, however loud the other bins are */
	bool settled; /**< the last step was negligible */
};

/** Fits the gains and delays of some files, which it reads up to 16 times, mostly some five times. `floor` is the mean
   square that the formats leave. In long files it leaves windows out, evenly. All memory comes from the arena. Returns
   NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status robust_fit_run(struct robust_fit *fit, struct proof_reader *reader, const int64_t *lags, double floor,
			   struct robust_signal *signals, size_t count, struct arena *arena) MUST_CHECK;

#endif

/* stemprint: gains and delays of stems that explain what a mix has beside their sum.
   SPDX-License-Identifier: GPL-3.0-or-later

   Least squares over cross-spectra: the residual R less the sum of (g_i e^(-iw d_i) - n_i) X_i over the stems that are
   free to differ, n_i what is claimed of them. Gauss and Newton's steps, damped until each gains. All free stems
   together: what they have in common counts for none of them twice. */
#ifndef STEMPRINT_FORENSICS_SUM_FIT_H
#define STEMPRINT_FORENSICS_SUM_FIT_H

#include "dsp/least_squares.h"
#include "forensics/cross_spectra.h"

/** How a stem stands in the mix. */
struct gain_delay {
	double gain; /**< linear, negative where its polarity is inverted */
	double delay; /**< frames that the mix holds it later */
};

struct sum_fit {
	const struct cross_spectra *spectra;
	const struct proof *proof;
	double energy; /**< of the residual, in the units of the spectra */
	/** With the residual, [signal][bin], conj(X_i) R; signal `stem_count` is the sum of all stems that are said to
	   be in the mix. */
	double *real, *imaginary;
	double *sum_power; /**< [bin] of that sum */
	double *residual_power; /**< [bin] */
	double *cosine, *sine; /**< [signal][bin] of the present delays */
	struct least_squares squares;
	struct gain_delay *trial; /**< [signal] */
};

/** From spectra that were taken with the lags that the fit begins at. NULL when out of memory. */
struct sum_fit *sum_fit_new(const struct cross_spectra *spectra, const struct proof *proof, struct arena *arena);

/** Fits the `count` signals in `free` (either stems, or the sum alone), of which the first `settled` stay where
   gain_delays has them; all others as claimed. gain_delays[signal] is where each of them begins, and then what was
   found. Delays stay within half a window; those of stems that are hardly there stay as they are. Returns the energy
   that is left. */
double sum_fit_run(struct sum_fit *fit, const size_t *free, size_t count, size_t settled, bool delays,
		   struct gain_delay *gain_delays);

/** Those of the stems that can be told apart where they are placed: neither silent nor made up by others, to 70 dB.
   Returns how many. stems: room for all. */
size_t sum_fit_distinct(struct sum_fit *fit, const struct gain_delay *gain_delays, size_t *stems);

/** The power of a signal of the fit in a bin. */
double sum_fit_power(const struct sum_fit *fit, size_t signal, size_t bin);

#endif

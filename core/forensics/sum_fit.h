/* stemprint: fits the gains and delays of stems to the residual of a mix.
   SPDX-License-Identifier: GPL-3.0-or-later

   It minimises, by least squares over cross-spectra, the residual R less the sum of (g_i e^(-iw d_i) - n_i) X_i over
   the stems that are free, where n_i is the gain with which a stem should be in the mix. The steps are those of Gauss
   and Newton, damped until each gains. All free stems are fitted together, so what they have in common counts only
   once. */
#ifndef STEMPRINT_FORENSICS_SUM_FIT_H
#define STEMPRINT_FORENSICS_SUM_FIT_H

#include "dsp/least_squares.h"
#include "forensics/cross_spectra.h"
#include "measure/fourier_transform.h"

/** How the mix holds a stem. */
struct gain_delay {
	double gain; /**< linear; under 0: its polarity is inverted */
	double delay; /**< by how many frames the mix holds it later, beside its lag */
};

/** The fit of one proof. A signal is a stem, from 0, or the sum of all stems that should be in the mix, `stem_count`.
 */
struct sum_fit {
	const struct cross_spectra *spectra; /**< the caller's */
	const struct proof *proof; /**< the caller's */
	double energy; /**< of the residual, in the units of the spectra */
	double *real, *imaginary; /**< [signal][bin] sums of conj(X_i) R */
	double *sum_power; /**< [bin] of the sum of stems */
	double *residual_power; /**< [bin] of the residual */
	double *cosine, *sine; /**< [signal][bin] of the present delays */
	struct least_squares squares; /**< the normal equations of a step */
	struct fourier_transform *transform; /**< of the size of the windows */
	struct gain_delay *trial; /**< [signal] the gains and delays of a step that is tried */
};

/** Makes a fit over spectra that were taken with the lags from which it begins. All memory comes from the arena.
   Returns NULL when out of memory. */
struct sum_fit *sum_fit_new(const struct cross_spectra *spectra, const struct proof *proof, struct arena *arena);

/** Fits the `count` signals in `free`, either stems or the sum alone. The first `settled` of them keep their
    gain_delays; all signals that are not free stay as they should be. gain_delays[signal] holds where a signal begins,
    and then what was found. Without `delays` only gains are fitted. A delay stays within half a window; that of a stem
    whose gain is next to 0 stays as it is. Returns the energy that is left, in the units of the spectra. */
double sum_fit_run(struct sum_fit *fit, const size_t *free, size_t count, size_t settled, bool delays,
		   struct gain_delay *gain_delays);

/** Returns the whole frames, within half a window, by which the mix less the other stems seems to hold a signal later.
 */
double sum_fit_coarse_delay(struct sum_fit *fit, size_t signal);

/** Returns how firmly the spectra show the change of one free signal, at `index` in `free`, by its gain_delay: how many
    times its part of what the mix holds is larger than chance would make it. Whatever changed the signal as a whole has
    the phase of that change in every bin. Sound that has nothing to do with the signal has any phase: so the part at
    right angles to that phase tells what chance gives. */
double sum_fit_firmness(struct sum_fit *fit, const size_t *free, size_t count, size_t index,
			const struct gain_delay *gain_delays);

/** Makes the fit that the same stems have with the mix divided by a gain. All memory comes from the arena. Returns NULL
    when out of memory. */
struct sum_fit *sum_fit_of_louder_mix(const struct sum_fit *fit, double gain, struct arena *arena);

/** Lists in `stems`, which has room for all, the stems that can be told apart at their gain_delays: those that are
   neither silent nor made up by others, to 70 dB. Returns how many these are. */
size_t sum_fit_distinct(struct sum_fit *fit, const struct gain_delay *gain_delays, size_t *stems);

/** Returns the power of a signal in a bin, in the units of the spectra. */
double sum_fit_power(const struct sum_fit *fit, size_t signal, size_t bin);

#endif

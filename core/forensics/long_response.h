/* stemprint: the long response through which a residual may come from a stem: an echo or a reverb.
   SPDX-License-Identifier: GPL-3.0-or-later

   Stem and residual are low-passed and thinned out to some 8 to 24 thousand frames a second. The response that leaves
   least of the residual is found by least squares over all lags from RESPONSE_BEFORE to RESPONSE_AFTER. Its normal
   equations are Toeplitz matrices of correlations, which overlapped transforms sum up. The method of conjugate
   gradients solves them (M. R. Hestenes and E. Stiefel, 1952), by transforms, too. */
#ifndef STEMPRINT_FORENSICS_LONG_RESPONSE_H
#define STEMPRINT_FORENSICS_LONG_RESPONSE_H

#include "measure/fourier_transform.h"

/** The thinned frames that a response has before and after its own time. */
enum { RESPONSE_BEFORE = 2048, RESPONSE_AFTER = 12288, RESPONSE_TAPS = RESPONSE_BEFORE + RESPONSE_AFTER };

/** The thinned frames of a window, and those in it that are new in each window. */
enum { RESPONSE_WINDOW = 32768, RESPONSE_HOP = 12288, RESPONSE_SIDES = 2 };

/** A spectrum of a window: [RESPONSE_WINDOW / 2 + 1] real and imaginary parts. */
typedef double (*response_bins)[2];

/** Correlations of up to two inputs with each other and with both sides of the residual. */
struct long_response {
	size_t input_count; /**< 1 or 2 */
	response_bins inputs[RESPONSE_SIDES][RESPONSE_SIDES]; /**< [one][other] sums of conj(X_one) X_other */
	response_bins outputs[RESPONSE_SIDES][RESPONSE_SIDES]; /**< [input][side of the residual] */
	double power; /**< of all inputs */
	double *taps[RESPONSE_SIDES][RESPONSE_SIDES]; /**< [side of the residual][input][RESPONSE_TAPS] the response,
						       once it is solved */
};

/** Makes empty correlations: about 0.25 MB for each pair of signals. Returns NULL when out of memory. */
struct long_response *long_response_new(size_t input_count, struct arena *arena);

/** Adds a window. windows[input][RESPONSE_WINDOW] holds the inputs, and residual[side] the spectra of the residual in
    the same window. The frames from RESPONSE_BEFORE on, RESPONSE_HOP of them, are new. */
void long_response_add(struct long_response *response, const double *const *windows, const response_bins *residual,
		       struct fourier_transform *transform, response_bins scratch[RESPONSE_SIDES]);

/** Solves for the response in so many iterations, each of which makes it better. Sets *explained to the energy of the
    residual that it explains. Returns false when out of memory. */
bool long_response_solve(struct long_response *response, int iterations, struct fourier_transform *transform,
			 struct arena *arena, double *explained);

#endif

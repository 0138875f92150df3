/* stemprint: by how much the samples of a file may differ from the sound that was printed into it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_FORMAT_ERROR_H
#define STEMPRINT_VERIFY_FORMAT_ERROR_H

#include "recipe/recipe.h"

#include <stdbool.h>

/** The error of one file; full scale is 1. All zero: it is not known, as for a lossy encoding or a file whose rate was
    converted. */
struct format_error {
	bool known; /**< false: none of the figures below holds */
	double power; /**< of integers: the mean square of the error */
	double grid; /**< of integers that are rounded without dither: how much larger that is where the sound lies on
			half steps, as integers at half their level do; default 0 */
	double peak; /**< of integers: the largest error */
	double relative_step; /**< of floats: ulp(x) over the power of two at or under |x|; 0: integers */
	double truncation_step; /**< of integers: one LSB, where another program may have truncated instead of rounded;
				   default 0: they are rounded */
	double headroom_db; /**< the file was printed lower by so much, and a proof raises its samples and their errors
	       again; default 0 */
	double sum_step; /**< of a mix: the relative step of the floats in which it was summed; 0: float64, as here */
};

/** Returns the error of integers of so many bits. Rounding to LSB = 2^(1 - bits) has a power of LSB^2/12 and a peak of
    LSB/2; with TPDF dither both are three times as large (Lipshitz, Wannamaker, Vanderkooy, JAES 1992). Shaped noise is
    larger again, by noise_weights_power() and noise_weights_peak(). Without dither, every other sample of a sound on
    half steps has no error, and the others have LSB/2, which is a power of LSB^2/8. */
struct format_error format_error_of_integers(unsigned bits, enum dither dither);

/** Returns the error of integers that another program wrote. It may have dithered by TPDF, and it may have truncated.
 */
struct format_error format_error_of_foreign_integers(unsigned bits);

/** Returns the error of floats of 32 or 64 bits (IEEE 754). */
struct format_error format_error_of_floats(unsigned bits);

/** Returns the error of a print in that format, with that of the conversion of its rate. */
struct format_error format_error_of_print(const struct print_format *format);

#endif

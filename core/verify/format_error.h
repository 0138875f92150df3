/* stemprint: by how much the samples of a file may differ from what was printed into it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_FORMAT_ERROR_H
#define STEMPRINT_VERIFY_FORMAT_ERROR_H

#include "recipe/recipe.h"

#include <stdbool.h>

/** All zero is not known: a lossy encoding, or a file whose rate was converted. */
struct format_error {
	bool known;
	double power; /**< of integers: the mean square; full scale is 1 */
	double peak; /**< of integers: the largest */
	double relative_step; /**< of floats: ulp(x) over the power of two at or under |x|; 0: integers */
	double headroom_db; /**< the file was printed so much lower, and a null test raises its samples and their
	       errors again; default 0 */
	double sum_step; /**< of a mix: the relative step of the floats that it was summed in; 0: float64, our own */
};

/** Rounding to LSB = 2^(1 - bits) is off by LSB^2/12, at most LSB/2; three times both with TPDF dither (Lipshitz,
   Wannamaker, Vanderkooy, JAES 1992). */
struct format_error format_error_of_integers(unsigned bits, enum dither dither);

/** Of 32 or 64 bits, IEEE 754. */
struct format_error format_error_of_floats(unsigned bits);

struct format_error format_error_of_print(const struct print_format *format);

#endif

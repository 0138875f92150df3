/* Computes sums over columns: of one, and of the products of two; that of a column with itself is its energy.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_INNER_PRODUCT_H
#define STEMPRINT_DSP_INNER_PRODUCT_H

#include <stddef.h>

/** Returns the sum of one[i] other[i], 0 for 0 frames. Four sums of every fourth product each run side by side, so that
    additions need not wait for each other, and are added at the end. `other` may be `one`. */
double inner_product(const double *one, const double *other, size_t frames);

/** Returns the sum of column[i], 0 for 0 frames, in four sums as above. */
double column_sum(const double *column, size_t frames);

#endif

/* stemprint: the inner product of two columns; of one with itself, its energy.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_INNER_PRODUCT_H
#define STEMPRINT_DSP_INNER_PRODUCT_H

#include <stddef.h>

/** The sum of one[i] other[i]: in four sums side by side, of every fourth product each, which are added at the end, as
   one addition need not wait for the last. `other` may be `one`. */
double inner_product(const double *one, const double *other, size_t frames);

#endif

/* Finds the value of a rank, such as the median, without sorting.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_RANK_H
#define STEMPRINT_DSP_RANK_H

#include <stddef.h>

/** Returns the value that would stand at index `rank` if the `count` values were sorted, and leaves them in another
    order. rank: under count. With a NaN among them the result is some value, and nothing breaks. */
double rank_value(double *values, size_t count, size_t rank);

#endif

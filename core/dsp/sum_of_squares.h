/* stemprint: the energy of a column.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_SUM_OF_SQUARES_H
#define STEMPRINT_DSP_SUM_OF_SQUARES_H

#include <stddef.h>

/** In four sums side by side, of every fourth sample each, which are added at the end: one addition need not wait for the last. */
double sum_of_squares(const double *column, size_t frames);

#endif

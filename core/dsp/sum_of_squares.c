/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/sum_of_squares.h"

double sum_of_squares(const double *column, size_t frames)
{
	double sums[4] = { 0.0 };
	size_t i = 0;
	for (; i + 4 <= frames; i += 4)
		for (size_t k = 0; k < 4; k++)
			sums[k] += column[i + k] * column[i + k];
	for (; i < frames; i++)
		sums[0] += column[i] * column[i];
	return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Computes sums over columns, each in four sums.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/inner_product.h"

double inner_product(const double *one, const double *other, size_t frames)
{
	double sums[4] = { 0.0 };
	size_t i = 0;
	for (; i + 4 <= frames; i += 4)
		for (size_t k = 0; k < 4; k++)
			sums[k] += one[i + k] * other[i + k];
	for (; i < frames; i++)
		sums[0] += one[i] * other[i];
	return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

double column_sum(const double *column, size_t frames)
{
	double sums[4] = { 0.0 };
	size_t i = 0;
	for (; i + 4 <= frames; i += 4)
		for (size_t k = 0; k < 4; k++)
			sums[k] += column[i + k];
	for (; i < frames; i++)
		sums[0] += column[i];
	return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

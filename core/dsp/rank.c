/* Selects by partitions.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/rank.h"

/* C. A. R. Hoare, "Algorithm 65: Find", 1961. */
double rank_value(double *values, size_t count, size_t rank)
{
	const ptrdiff_t wanted = (ptrdiff_t)rank;
	ptrdiff_t first = 0, last = (ptrdiff_t)count - 1;
	while (first < last) {
		const double pivot = values[rank];
		ptrdiff_t low = first, high = last;
		while (low <= high) {
			while (values[low] < pivot)
				low++;
			while (pivot < values[high])
				high--;
			if (low > high)
				break;
			const double value = values[low];
			values[low++] = values[high];
			values[high--] = value;
		}
		if (high < wanted)
			first = low;
		if (wanted < low)
			last = high;
	}
	return values[rank];
}

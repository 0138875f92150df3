/* stemprint tests: the loudness range of short-term readings of libebur128, in steps of 100 ms.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PLAIN_RANGE_H
#define STEMPRINT_TESTS_PLAIN_RANGE_H

#include <ebur128.h>
#include <stddef.h>

enum { PLAIN_RANGE_READINGS = 20000 };

/** All zero: no reading yet. */
struct plain_range {
	double energies[PLAIN_RANGE_READINGS];
	size_t count;
};

/** Gives interleaved samples to the library, and takes its short-term loudness after 3 s and every 100 ms from there
   on. The state is a fresh one with EBUR128_MODE_S, or one that got nothing but this. */
void plain_range_add(struct plain_range *range, ebur128_state *state, const double *samples, size_t frames);

/** EBU Tech 3342, written from its text: sorted, gated at -70 LUFS and 20 LU under the mean, 10th to 95th percentile.
 */
double plain_range_read(const struct plain_range *range);

#endif

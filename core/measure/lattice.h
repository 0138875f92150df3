/* stemprint: samples that lie on a lattice, which few bits leave when a gain follows them.
   SPDX-License-Identifier: GPL-3.0-or-later

   Integers of 16 bits times a gain are multiples of one step. The meter keeps the LATTICE_LEAST smallest magnitudes
   that differ, and some samples of the whole file. The step is the one of which the smallest magnitudes are multiples,
   refined over all that is kept. Samples of more bits lie anywhere between its multiples, with an rms of 0.29 steps
   to the nearest one; a lattice leaves less than 0.1 steps. */
#ifndef STEMPRINT_MEASURE_LATTICE_H
#define STEMPRINT_MEASURE_LATTICE_H

#include <stddef.h>
#include <stdint.h>

enum { LATTICE_LEAST = 64, LATTICE_SAMPLES = 8192 };

/** All zero: it has heard nothing. */
struct lattice {
	double least[LATTICE_LEAST]; /**< the smallest magnitudes without zero, the smallest first */
	size_t least_count;
	double samples[LATTICE_SAMPLES]; /**< one of `stride` samples that are no zero */
	size_t count;
	uint64_t stride, skipped;
};

/** Takes the next samples of one channel, linear. Cuts make no difference. */
void lattice_add(struct lattice *lattice, const double *column, size_t frames);

/** Returns the step of the lattice, linear; 0: the samples are on none, or are too few to tell. The step is over
    -114 dBFS, and the samples reach 512 steps. */
double lattice_read(const struct lattice *lattice);

#endif

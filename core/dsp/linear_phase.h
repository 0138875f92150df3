/* stemprint: symmetric kernels that have any magnitude and no phase.
   SPDX-License-Identifier: GPL-3.0-or-later

   By frequency sampling: the wanted magnitude on a dense grid, transformed back, and ended by a window that leaves the
   inner half alone. A magnitude that is smooth on the frequency axis makes a kernel that dies away exponentially, as
   fast as its nearest singularity lies off the axis; so a kernel need only be as long as its lowest and sharpest band
   asks for. */
#ifndef STEMPRINT_DSP_LINEAR_PHASE_H
#define STEMPRINT_DSP_LINEAR_PHASE_H

#include "base/arena.h"
#include "dsp/fft.h"
#include "dsp/filter_prototype.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

/** Half of a symmetric kernel: 2 reach + 1 taps in all. Its latency is `reach`. */
struct linear_phase_kernel {
	size_t reach;
	double *taps; /**< [reach + 1]: the centre first, then those that stand on both sides of it */
};

/** A magnitude (linear; a sign is a phase of half a turn) at a frequency in Hz, up to half the sample rate. */
typedef double linear_phase_magnitude(const void *context, double frequency);

/** Fills kernel->taps, from the arena, for kernel->reach, which is set already and under a million. False when out of
   memory. */
bool linear_phase_design(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
			 struct fft_tables *tables, linear_phase_magnitude *magnitude, const void *context,
			 double sample_rate);

/** The sections of some bands, one after the other. */
struct linear_phase_bands {
	const struct analog_section *sections;
	const double *frequencies; /**< Hz, of each section */
	size_t count;
};

/** From the arena. False when out of memory. */
bool linear_phase_bands_init(struct linear_phase_bands *all, struct arena *arena, const struct filter_band *bands,
			     size_t count);

/** |H| of a struct linear_phase_bands. */
linear_phase_magnitude linear_phase_bands_magnitude;

/** Frames that the kernel of |H| reaches to either side until it is 100 dB down, at least 5 ms; at most `longest`,
   which is also what zeros on the frequency axis take: there the magnitude has an edge. 0 without sections. */
size_t linear_phase_bands_reach(const struct linear_phase_bands *all, double sample_rate, size_t longest);

/** One band of a crossover: from `lower` (Hz; 0: from the bottom) to `upper` (INFINITY: to the top), each at least 10
   Hz apart from what it may not reach, 0 and half the sample rate. The low-pass of an edge is 1 / (1 + (f/edge)^n), n =
   slope / 6 dB/oct, even, 2 to 16: the magnitude of Linkwitz and Riley's, 6.02 dB down at the edge. A band is the
   difference of its two low-passes. So all bands of a crossover, each delayed to the same latency, add up to a
   single 1. The kernel is in the arena. False when out of memory. */
bool linear_phase_band(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
		       struct fft_tables *tables, double sample_rate, double lower, double upper, double slope);

/** The reach of linear_phase_band(), without making it. */
size_t linear_phase_band_reach(double sample_rate, double lower, double upper, double slope);

#endif

/* Designs symmetric filter kernels of any magnitude, without phase.
   SPDX-License-Identifier: GPL-3.0-or-later

   They come from frequency sampling: the wanted magnitude on a dense grid is transformed back, and a window that leaves
   the inner half unchanged ends the kernel. A magnitude that is smooth on the frequency axis gives a kernel that decays
   exponentially, the faster the further its nearest singularity lies off the axis. So the lowest and sharpest band
   decides the length. */
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
	size_t reach; /**< frames */
	double *taps; /**< [reach + 1]: the centre, then the taps on either side of it */
};

/** Returns the magnitude (linear; a negative one is a phase of half a turn) at a frequency in Hz, 0 to half the sample
    rate. `context` is what linear_phase_design() was given. */
typedef double linear_phase_magnitude(const void *context, double frequency);

/** Designs a kernel by `magnitude`. kernel->reach is set already, under a million; kernel->taps comes from the arena.
    `tables` keeps the transform's tables. Returns false when out of memory. */
bool linear_phase_design(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
			 struct fft_tables *tables, linear_phase_magnitude *magnitude, const void *context,
			 double sample_rate);

/** The analog sections of some bands, one after the other. */
struct linear_phase_bands {
	const struct analog_section *sections; /**< [count] */
	const double *frequencies; /**< [count], Hz */
	size_t count;
};

/** Writes the sections of `count` bands, in the arena. Returns false when out of memory. */
bool linear_phase_bands_init(struct linear_phase_bands *all, struct arena *arena, const struct filter_band *bands,
			     size_t count);

/** Returns |H| of all sections; the context is a struct linear_phase_bands. */
linear_phase_magnitude linear_phase_bands_magnitude;

/** Returns how many frames the kernel of |H| reaches to either side until it is 100 dB down: at least 5 ms, at most
    `longest`. Zeros on the frequency axis take `longest`, since the magnitude has an edge there. Returns 0 without
    sections. sample_rate: Hz. */
size_t linear_phase_bands_reach(const struct linear_phase_bands *all, double sample_rate, size_t longest);

/** Designs one band of a crossover, from `lower` (Hz; 0: no lower edge) to `upper` (INFINITY: no upper edge). An edge
   is at least 10 Hz away from 0 and from half the sample rate. The low-pass of an edge is 1 / (1 + (f/edge)^n), n =
   slope / 6 dB/oct, even, 2 to 16: the magnitude of Linkwitz and Riley's, 6.02 dB down at the edge. A band is the
   difference of its two low-passes, so that all bands of a crossover, delayed to the same latency, add up to a
   single 1. The kernel is in the arena. Returns false when out of memory. */
bool linear_phase_band(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
		       struct fft_tables *tables, double sample_rate, double lower, double upper, double slope);

/** Returns the reach of the kernel that linear_phase_band() makes, in frames, without making it. */
size_t linear_phase_band_reach(double sample_rate, double lower, double upper, double slope);

#endif

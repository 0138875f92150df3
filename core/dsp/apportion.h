/* stemprint: integers of parts that add up to the integer of their whole.
   SPDX-License-Identifier: GPL-3.0-or-later

   Rounded each for itself, N parts miss the integer of their sum by up to (N + 1) / 2 steps. Here the parts x[1] ...
   x[N] of x are rounded together: each to the nearest integer first, then as many of them one step further as it takes
   to meet round(x), those that were rounded furthest the other way (ties: the first). Each part so becomes the integer
   just below or just above it, and of all integers that add up these are the nearest: the decoder of the lattice A(N-1)
   (J. H. Conway and N. J. A. Sloane, "Voronoi regions of lattices, second moments of polytopes, and quantization", IEEE
   Transactions on Information Theory 28, 1982), whose second moment is known:

       power of the error of a part = (1 + (N - 1) / N^2) / 12 of a squared step,

   1/12 being that of rounding by itself, for parts whose places between two steps are all equally likely and
   independent.

   Dither sees to that. The whole's is U[0] - U[N], triangular, the difference of two uniform numbers as ever
   (dither.h). Part i takes U[i-1] - U[i], with uniform numbers of its own between: triangular too, and together exactly
   the whole's. The places of the N parts between two steps then are independent, uniform, and independent of the sound
   and of any single U. So neither mean nor power of a part's error follows any signal (the property of TPDF: Lipshitz,
   Wannamaker, Vanderkooy, JAES 1992), and it is white:

       power with dither = 1/6 + (1 + (N - 1) / N^2) / 12 of a squared step: at most 0.35 dB over TPDF by itself, for N
   = 2.

   Errors of neighbouring parts lean against each other (their dithers share a U), all others are independent but for
   what makes them add up. */
#ifndef STEMPRINT_DSP_APPORTION_H
#define STEMPRINT_DSP_APPORTION_H

#include "base/arena.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Frames that are worked on at once. */
enum { APPORTION_FRAMES = 64 };

struct apportion {
	const struct kernel *kernel;
	size_t count; /**< N, 1 and more */
	unsigned bits; /**< of the integers, 2 to 32 */
	double gain; /**< of the whole and of its parts, before they are rounded; linear */
	const uint64_t *keys; /**< [N]: stream_key()s of the dither: the whole's, then those of all parts but the last;
				 NULL: no dither */
	double *remainders; /**< [N][APPORTION_FRAMES] */
};

/** False when out of memory. The gain is 1. `keys` stays the caller's. */
bool apportion_init(struct apportion *apportion, struct arena *arena, const struct kernel *kernel, size_t count,
		    unsigned bits, const uint64_t *keys);

/** in[0] is the whole, in[1] to in[N] its parts, finite, which add up to it as exactly as doubles do; out[i] becomes
   part i + 1 as its integer times 2^-(bits-1), so that quantise() gives that integer. The sum is the integer that
   quantise() gives the whole times the gain with the dither of keys[0]. Integers may pass full scale: clipping is left
   to quantise(). A part at full scale is moved over it only where no other can be moved. Nothing depends on cuts; out
   overlaps no in. */
void apportion_process(const struct apportion *apportion, const double *const *in, double *const *out,
		       uint64_t first_frame, size_t frames);

#endif

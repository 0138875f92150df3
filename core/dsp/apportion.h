/* Rounds parts to integers that add up to the integer of their whole.
   SPDX-License-Identifier: GPL-3.0-or-later

   N parts that are rounded one by one miss the integer of their sum by up to (N + 1) / 2 steps. Here the parts x[1] ...
   x[N] of x are rounded together: first each to the nearest integer, then some of them one step further, as many as it
   takes to meet round(x). These are the parts that were rounded furthest the other way (ties: the first). So each part
   becomes the integer just below or just above it, and of all integers that add up these are the nearest ones: this is
   the decoder of the lattice A(N-1)
   (J. H. Conway and N. J. A. Sloane, "Voronoi regions of lattices, second moments of polytopes, and quantization", IEEE
   Transactions on Information Theory 28, 1982), whose second moment is known:

       power of the error of a part = (1 + (N - 1) / N^2) / 12 of a squared step,

   where 1/12 is the power of rounding alone. It holds for parts whose fractions of a step are uniform and independent.

   Dither makes them so. That of the whole is U[0] - U[N], triangular, the difference of two uniform numbers as ever
   (dither.h). Part i takes U[i-1] - U[i], with uniform numbers of its own between: they are triangular too, and add up
   to the whole's exactly. The fractions of the N parts then are uniform, independent of each other, of the sound and of
   any single U. So neither the mean nor the power of a part's error follows any signal (the property of TPDF: Lipshitz,
   Wannamaker, Vanderkooy, JAES 1992), and the error is white:

       power with dither = 1/6 + (1 + (N - 1) / N^2) / 12 of a squared step: at most 0.35 dB over TPDF by itself, for N
   = 2.

   The errors of neighbouring parts are correlated, since their dithers share a U.

   With a noise shaper (noise_shaper.h) whole and parts feed back the errors that they got. The errors of the parts add
   up to that of the whole, so what the parts lose adds up to what the whole loses, and the integers still meet. The
   error of each part is white before it is shaped, and at most 2 steps. */
#ifndef STEMPRINT_DSP_APPORTION_H
#define STEMPRINT_DSP_APPORTION_H

#include "base/arena.h"
#include "dsp/kernel/kernel.h"
#include "dsp/noise_shaper.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The most frames that are rounded at once. */
enum { APPORTION_FRAMES = 64 };

/** How one whole and its parts are rounded, and the memory for it. It serves one thread at a time. */
struct apportion {
	const struct kernel *kernel;
	size_t count; /**< N, 1 and more */
	unsigned bits; /**< of the integers, 2 to 32 */
	double gain; /**< of the whole and of its parts, before they are rounded; linear */
	const uint64_t *keys; /**< [N]: stream_key()s of the dither: the whole's, then those of all parts but the last;
				 NULL: no dither */
	double *remainders; /**< [N][APPORTION_FRAMES]: scratch */
	struct noise_shaper *shapers; /**< [N + 1], of the whole, then of the parts; NULL, the default: the noise is
					 white */
	double *shaped; /**< [2 N + 1]: scratch, one frame of the whole and of its parts, and their integers */
	const double **shaped_in; /**< [N + 1]: where these are */
	double **shaped_out; /**< [N]: where these integers are */
};

/** Prepares the rounding of `count` parts to `bits` bits, with a gain of 1. `keys` stays the caller's and outlives the
    rounding. Returns false when out of memory. */
bool apportion_init(struct apportion *apportion, struct arena *arena, const struct kernel *kernel, size_t count,
		    unsigned bits, const uint64_t *keys);

/** Shapes the noise from the first frame on; it needs `keys`. Returns false when out of memory. */
bool apportion_shape(struct apportion *apportion, struct arena *arena, const struct noise_weights *weights);

/** Rounds `frames` frames, the first of which has the number first_frame. in[0] is the whole and in[1] to in[N] are its
    parts, finite, which add up to it as exactly as doubles do. out[i] becomes part i + 1 as its integer times
    2^-(bits-1), so that quantise() gives that integer. These integers add up to the one that quantise() gives the whole
    times the gain with the dither of keys[0], or noise_shaper_quantise() when the noise is shaped. They may pass full
   scale, since clipping is left to quantise(); a part at full scale is moved over it only where no other part can be
   moved. The result does not depend on how frames are cut into calls. When the noise is shaped, the calls must follow
   the order of the frames. out overlaps no in. */
void apportion_process(const struct apportion *apportion, const double *const *in, double *const *out,
		       uint64_t first_frame, size_t frames);

#endif

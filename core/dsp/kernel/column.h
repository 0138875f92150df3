/* Treats columns sample by sample: gains, sums, peaks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_COLUMN_H
#define STEMPRINT_DSP_KERNEL_COLUMN_H

#include <stddef.h>

/** The frames that turn from one pair of gains. */
enum { TURN_STRIDE = 32 };

/** Pairs of gains that turn by equal angles in equal times. */
struct column_turn {
	const double *left, *right; /**< the pairs at each TURN_STRIDE frames, from before the first frame on */
	const double *sines, *cosines; /**< [TURN_STRIDE] of the angles between those and the frames behind them */
	size_t offset; /**< how far the first frame lies behind the first pair, under TURN_STRIDE */
};

/** All columns have `frames` samples. */
struct column_kernel {
	/** Mixes columns: out = sum of gains[i] * in[i] in the order of i, i < count. Gains are linear; a count of 0
	   gives silence. out may be in[0], but no other column of in. */
	void (*mix)(double *out, const double *const *in, const double *gains, size_t count, size_t frames);

	/** Applies a gain of its own to each sample: out = in * gain, gain linear. out may be in or gain. */
	void (*multiply)(double *out, const double *in, const double *gain, size_t frames);

	/** Applies the product of some gains to each sample: out = in * ((g[0] * g[1]) * ...), where g[i] is factors[i]
	   * gains[i] for i = 0, then gains[i], or factors[i] where that column is NULL. count is 1 or more, and
	   gains[0] is no NULL. out may be any of the columns. */
	void (*multiply_all)(double *out, const double *in, const double *const *gains, const double *factors,
			     size_t count, size_t frames);

	/** Writes a piece of a straight line: out[i] = from + way * ((first + i) * inverse), where first + i is below
	   2^53. */
	void (*line)(double *out, double from, double way, double first, double inverse, size_t frames);

	/** Writes the larger of |a| and |b|, and |a| where one of the two is NaN. out may be a or b. */
	void (*larger_magnitude)(double *out, const double *a, const double *b, size_t frames);

	/** Interleaves two columns: out[2 i] = first[i], out[2 i + 1] = second[i]. out has 2 `frames` samples. */
	void (*interleave)(double *out, const double *first, const double *second, size_t frames);

	/** Takes back what interleave() does: even[i] = in[2 i], odd[i] = in[2 i + 1]. */
	void (*part)(double *even, double *odd, const double *in, size_t frames);

	/** Computes the average of two columns: out = 0.5 x (first + second). out may be one of them. */
	void (*average)(double *out, const double *first, const double *second, size_t frames);

	/** Writes sin(2 pi turns[i]), for |turns[i]| up to 2^20, within 1e-15. out may be turns. */
	void (*sines)(double *out, const double *turns, size_t frames);

	/** Writes the sine of a sum of angles, held to -1 to 1: sine x cosines[i] + cosine x sines[i]. */
	void (*turned_sine)(double *out, const double *cosines, const double *sines, double sine, double cosine,
			    size_t frames);

	/** Carries a wave from -1 to 1 to where it swings: out = low + half x (1 + wave). out may be wave. */
	void (*swing)(double *out, const double *wave, double low, double half, size_t frames);

	/** Writes the gains of a pan of constant power: left = sin((1 - p) pi / 4), right = sin((1 + p) pi / 4), for
	   positions p from -1 to +1, with the bits of sines(). left or right may be positions. */
	void (*constant_power)(double *left, double *right, const double *positions, size_t frames);

	/** Writes pairs of gains that turn: left = l cos a - r sin a, and right = r cos a + l sin a, where l and r are
	   the pair before the frame and a is the angle between both. */
	void (*turn)(double *left, double *right, const struct column_turn *turn, size_t frames);

	/** Returns the largest |in[i]|; 0 for 0 frames. One NaN anywhere gives NaN. */
	double (*peak)(const double *in, size_t frames);

	/** Returns the largest magnitude of `frames` second differences in[i] - 2 in[i + 1] + in[i + 2], so it reads 2
	   more samples than that. 0 and NaN are as with peak(). */
	double (*curvature)(const double *in, size_t frames);
};

#endif

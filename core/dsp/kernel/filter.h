/* Runs filters with a state.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each filters W columns at once, W the kernel's width: in[W] and out[W] point at columns of `frames` samples, and
   out[i] may be in[i]. Slots of a group that are not used may all point at one scratch column. Tables are [row][W],
   aligned to 64 bytes; zeros are a state at rest. */
#ifndef STEMPRINT_DSP_KERNEL_FILTER_H
#define STEMPRINT_DSP_KERNEL_FILTER_H

#include <stddef.h>

/** The rows of the coefficients of a biquad section, a0 normalised to 1. */
enum biquad_row { BIQUAD_B0, BIQUAD_B1, BIQUAD_B2, BIQUAD_A1, BIQUAD_A2, BIQUAD_ROWS };

/** The rows of state of a section: transposed direct form II. */
enum { BIQUAD_STATE_ROWS = 2 };

/** The most stages of a chain of allpasses, and the most frames of a call. */
enum { ALLPASS_STAGES = 12, ALLPASS_FRAMES = 128 };

/** The weights of a chain of N stages, one value a frame, by the cosine c and the sine s of their rotation and the
    feedback k. ALLPASS_INTO + i is the weight of what goes into the chain for the state of stage i, and ALLPASS_BACK +
   i the weight of that state for what goes into the chain. */
enum allpass_row {
	ALLPASS_COSINE, /**< c */
	ALLPASS_SQUARE, /**< s^2 */
	ALLPASS_QUOTIENT, /**< c / s */
	ALLPASS_THROUGH, /**< c^N */
	ALLPASS_INVERSE, /**< 1 / (1 - k c^N) */
	ALLPASS_INTO, /**< s c^i */
	ALLPASS_BACK = ALLPASS_INTO + ALLPASS_STAGES, /**< k s c^(N - 1 - i) / (1 - k c^N) */
	ALLPASS_ROWS = ALLPASS_BACK + ALLPASS_STAGES,
};

/** The weights of one column: [row][frame]. */
typedef double allpass_weights[ALLPASS_ROWS][ALLPASS_FRAMES];

/** A piece of a curve: the value, the slope and the next two coefficients, at t from 0 to 1 in it. */
typedef double allpass_piece[4];

/** A curve over -1 to 1 in equal pieces. */
struct allpass_curve {
	const allpass_piece *pieces;
	double count; /**< pieces, under 2^31 */
};

/** The coefficients of a state-variable filter, one value a frame. With g = tan(pi f/fs) and damping k: A1 = 1/(1 + g(g
   + k)), A2 = g A1, A3 = g A2; the output is M0 x input + M1 x band-pass + M2 x low-pass. */
enum varying_filter_row {
	VARYING_FILTER_A1,
	VARYING_FILTER_A2,
	VARYING_FILTER_A3,
	VARYING_FILTER_M0,
	VARYING_FILTER_M1,
	VARYING_FILTER_M2,
	VARYING_FILTER_ROWS,
};

/** The rows of state of a state-variable filter: its two integrators. */
enum { VARYING_FILTER_STATE_ROWS = 2 };

/** The most sections of a moving cascade that move. */
enum { MOVING_SECTIONS = 2 };

/** State-variable filters whose coefficients move, behind biquads that stay. One pass runs all: then a section fills
   the gaps that others leave, and no column is transposed twice. */
struct moving_cascade {
	size_t sections; /**< of the biquads; 0: there are none */
	const double *coefficients; /**< of them, */
	double *still_state; /**< and their state: both as for biquad_cascade() */
	size_t moving; /**< the filters that move: 1 to MOVING_SECTIONS */
	const double *from; /**< [moving][VARYING_FILTER_ROWS][W]: the coefficients at a share of 0 */
	const double *to; /**< those at a share of 1; NULL: they stay. Each output and each new state goes in a straight
			     line from what `from` makes of a frame to what `to` makes of it. A column with the same
			     coefficients in both is filtered bit for bit as one whose coefficients stay. */
	const double *shares; /**< one a frame; not read where they stay */
	double *state; /**< [moving][VARYING_FILTER_STATE_ROWS][W] */
};

struct filter_kernel {
	/** Filters by a cascade of `sections` biquads; 0 sections copy. coefficients: [section][BIQUAD_ROWS][W]; state:
	    [section][BIQUAD_STATE_ROWS][W]. */
	void (*biquad_cascade)(const double *const *in, double *const *out, size_t frames, size_t sections,
			       const double *coefficients, double *state);

	/** Does what biquad_cascade() does to `groups` times W columns, side by side: in, out, coefficients and state
	   are those of one call after another. out[i] overlaps in[j] only where i is j. */
	void (*biquad_cascades)(const double *const *in, double *const *out, size_t frames, size_t groups,
				size_t sections, const double *coefficients, double *state);

	/** Computes the weights of a chain of `stages` allpasses. The curve gives the cosine, from -1 to 1 but for the
	   ends, at each value of `wave`, from -1 to 1. It reads and writes whole vectors: up to 7 frames beyond
	   `frames`. |feedback| is under 1. */
	void (*allpass_weigh)(allpass_weights weights, const double *wave, const struct allpass_curve *curve,
			      size_t frames, size_t stages, double feedback);

	/** Filters by a chain of `stages` equal allpasses of first order, whose output y is fed back into it: y is the
	    chain's response to u = x + feedback y, solved without a delay in the loop. Each stage rotates its input and
	    its state, so that it keeps the energy however fast the weights change: its cosine is (g - 1) / (g + 1), g =
	    tan(pi f / fs). weights[W]: those of each column, by allpass_weigh(). stages: even, 2 to ALLPASS_STAGES.
	    state: [stages][W]. */
	void (*allpass_chain)(const double *const *in, double *const *out, const allpass_weights *const *weights,
			      size_t frames, size_t stages, double *state);

	/** Filters by a trapezoidal state-variable filter (A. Simper, 2013) whose coefficients change with every frame
	   and are alike for all columns: rows[VARYING_FILTER_ROWS] point at `frames` values each. state:
	    [VARYING_FILTER_STATE_ROWS][W]. */
	void (*varying_filter)(const double *const *in, double *const *out, size_t frames, const double *const *rows,
			       double *state);

	/** Filters as biquad_cascade() does, bit for bit, and then by filters like that of varying_filter() with each
	   column's own coefficients. */
	void (*moving_cascade)(const double *const *in, double *const *out, size_t frames,
			       const struct moving_cascade *cascade);
};

#endif

/* stemprint: kernels of filters with a state.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_FILTER_H
#define STEMPRINT_DSP_KERNEL_FILTER_H

#include <stddef.h>

/** Rows of a biquad section's coefficients, a0 normalised to 1. */
enum biquad_row { BIQUAD_B0, BIQUAD_B1, BIQUAD_B2, BIQUAD_A1, BIQUAD_A2, BIQUAD_ROWS };

/** Rows of state of a section: transposed direct form II. */
enum { BIQUAD_STATE_ROWS = 2 };

/** Most stages of a chain of allpasses. */
enum { ALLPASS_STAGES = 12 };

/** Coefficients of a state-variable filter, one value a frame. With g = tan(pi f/fs) and damping k: A1 = 1/(1 + g(g +
   k)), A2 = g A1, A3 = g A2; the output is M0 x input + M1 x band-pass + M2 x low-pass. */
enum varying_filter_row {
	VARYING_FILTER_A1,
	VARYING_FILTER_A2,
	VARYING_FILTER_A3,
	VARYING_FILTER_M0,
	VARYING_FILTER_M1,
	VARYING_FILTER_M2,
	VARYING_FILTER_ROWS,
};

enum { VARYING_FILTER_STATE_ROWS = 2 };

struct filter_kernel {
	/** A cascade of `sections` biquads over W columns. in[W] and out[W] point at columns; out[i] may be in[i]. Idle
	   slots of a group may all point at one scratch column. coefficients: [section][BIQUAD_ROWS][W]; state:
	   [section] [BIQUAD_STATE_ROWS][W]; both aligned to 64 bytes. sections 0 copies. */
	void (*biquad_cascade)(const double *const *in, double *const *out, size_t frames, size_t sections,
			       const double *coefficients, double *state);

	/** A chain of `stages` (even, 2 to ALLPASS_STAGES) equal allpasses of first order, what comes out of it going
	   in again, over W columns: u = x + feedback y, y the chain of u, solved without a delay in the loop. Each
	   stage is a rotation of its input and its state by cosine[i] = (g - 1) / (g + 1), g = tan(pi f / fs), and
	   sine[i] = sqrt(1 - cosine^2), so that it keeps the energy however fast these change. feedback: under 1 either
	   way. out[i] may be in[i]; cosine and sine are no out. state: [stages][W], aligned to 64 bytes. */
	void (*allpass_chain)(const double *const *in, double *const *out, const double *const *cosine,
			      const double *const *sine, size_t frames, size_t stages, double feedback, double *state);

	/** A trapezoidal state-variable filter over W columns (A. Simper, 2013), whose coefficients move from frame to
	   frame, alike for all columns: rows[VARYING_FILTER_ROWS] point at `frames` values each. state:
	   [VARYING_FILTER_STATE_ROWS][W], aligned to 64 bytes. out[i] may be in[i]. */
	void (*varying_filter)(const double *const *in, double *const *out, size_t frames, const double *const *rows,
			       double *state);
};

#endif

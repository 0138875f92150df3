/* stemprint: the plans of FFTW, by which all that measures transforms samples into spectra.
   SPDX-License-Identifier: GPL-3.0-or-later

   This is the one owner of FFTW, of its plans and of its wisdom. There is one plan for each kind and size; all who
   transform that many samples share it. It is made when the first of them asks, by FFTW_ESTIMATE, which compares counts
   of operations and no times: so every run on one machine chooses the same steps. Wisdom is neither read nor written,
   and FFTW forgets all when the last plan goes.

   Equality: one FFTW on one CPU gives the same bits in every run, on every thread and with every kernel of dsp, since
   all buffers are aligned alike. FFTW chooses its instructions by the CPU, so another CPU may differ by rounding: by
   some 1e-15 of the largest bin, far below the digits that reports print. What shapes printed audio uses dsp/fft.h
   instead, whose bits are the same everywhere.

   Threads: FFTW's planner must not run on two threads at once, so a lock in here guards it. Every function may be
   called from any thread, and one plan may run on several threads at once, each with buffers of its own. */
#ifndef STEMPRINT_MEASURE_FOURIER_PLAN_H
#define STEMPRINT_MEASURE_FOURIER_PLAN_H

#include "base/arena.h"

#include <stddef.h>

/** All sums are unscaled: a transform forth and back multiplies by `size`. */
enum fourier_kind {
	FOURIER_FORWARD, /**< `size` real numbers into size / 2 + 1 complex ones: sum of x[n] e^(-2 pi i k n / size) */
	FOURIER_BACKWARD, /**< these back into `size` real numbers; the complex ones are lost */
	FOURIER_COMPLEX, /**< `size` complex numbers into as many, by the sum of FOURIER_FORWARD */
};

struct fourier_plan;

/** Gives the plan for `size` numbers, 1 to INT_MAX. It is held until arena_free(). Returns NULL when out of memory. */
const struct fourier_plan *fourier_plan_hold(struct arena *arena, enum fourier_kind kind, size_t size);

/** Transforms `in` into `out`, two buffers of an arena with the lengths that the kind names. A complex number is its
    real part, then its imaginary one. `in` stays as it is, but for FOURIER_BACKWARD. */
void fourier_plan_run(const struct fourier_plan *plan, double *in, double *out);

#endif

/* stemprint: the discrete Fourier transform of real numbers, for analysis.
   SPDX-License-Identifier: GPL-3.0-or-later

   FFTW, planned by estimate: equal figures from run to run on one class of CPU. What shapes printed audio uses fft.h
   instead, whose bits are the same everywhere. FFTW's planner is not for several threads at once: make transforms on
   one. */
#ifndef STEMPRINT_DSP_REAL_TRANSFORM_H
#define STEMPRINT_DSP_REAL_TRANSFORM_H

#include "base/arena.h"

#include <stddef.h>

struct real_transform {
	size_t size; /**< samples */
	size_t bin_count; /**< size / 2 + 1 */
	double *samples; /**< [size] */
	double (*bins)[2]; /**< [bin_count] real and imaginary part of the sum of x[n] e^(-2 pi i k n / size) */
	void *forward, *backward; /**< plans */
};

/** Room for `size` samples, even, and their spectrum. All goes with the arena. NULL when out of memory. */
struct real_transform *real_transform_new(struct arena *arena, size_t size);

/** samples into bins; the samples stay. */
void real_transform_forward(struct real_transform *transform);

/** bins into samples, times `size`; the bins are lost. */
void real_transform_backward(struct real_transform *transform);

#endif

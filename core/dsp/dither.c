/* Computes triangular dither.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dither.h"

#include "dsp/split_mix.h"

/* This is the definition in its simplest form; tests hold the kernels quantise_dithered() and print_24() to it. */
void dither_tpdf(uint64_t key, uint64_t first_frame, double *out, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		const uint64_t bits = split_mix(key + SPLIT_MIX_GAMMA * (first_frame + i));
		const int32_t difference = (int32_t)(bits >> 33) - (int32_t)(bits & 0x7fffffff);
		out[i] = (double)difference * 0x1p-31;
	}
}

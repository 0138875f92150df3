/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dither.h"

#include "dsp/kernel.h"

void dither_tpdf(uint64_t key, uint64_t first_frame, double *out, size_t frames)
{
	kernel_select(NULL)->dither(key, first_frame, out, frames);
}

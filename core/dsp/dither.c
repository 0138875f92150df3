/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dither.h"

#include "dsp/kernel.h"
#include "dsp/split_mix.h"

/* FNV-1a. */
static uint64_t name_hash(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	return hash;
}

uint64_t dither_key(uint64_t seed, const char *name, size_t channel)
{
	return split_mix(split_mix(split_mix(seed + SPLIT_MIX_GAMMA) ^ name_hash(name)) +
			 SPLIT_MIX_GAMMA * ((uint64_t)channel + 1));
}

void dither_tpdf(uint64_t key, uint64_t first_frame, double *out, size_t frames)
{
	kernel_select(NULL)->dither(key, first_frame, out, frames);
}

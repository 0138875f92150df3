/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dither.h"

#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15)

/* The finaliser of SplitMix64 ("variant 13" of Stafford). */
static inline uint64_t mixed(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

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
	return mixed(mixed(mixed(seed + GOLDEN_GAMMA) ^ name_hash(name)) + GOLDEN_GAMMA * ((uint64_t)channel + 1));
}

void dither_tpdf(uint64_t key, uint64_t first_frame, double *out, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		uint64_t bits = mixed(key + GOLDEN_GAMMA * (first_frame + i));
		int32_t difference = (int32_t)(bits >> 33) - (int32_t)(bits & 0x7fffffff);
		out[i] = (double)difference * 0x1p-31;
	}
}

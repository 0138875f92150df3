/* Computes a key for each stream of random numbers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/stream_key.h"

#include "dsp/split_mix.h"

/* The name is hashed by FNV-1a. */
static uint64_t name_hash(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	return hash;
}

uint64_t stream_key(uint64_t seed, const char *name, size_t number)
{
	return split_mix(split_mix(split_mix(seed + SPLIT_MIX_GAMMA) ^ name_hash(name)) +
			 SPLIT_MIX_GAMMA * ((uint64_t)number + 1));
}

/* stemprint: numbers that look random, each reached by its own index.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_SPLIT_MIX_H
#define STEMPRINT_DSP_SPLIT_MIX_H

#include <stdint.h>

#define SPLIT_MIX_GAMMA UINT64_C(0x9e3779b97f4a7c15)

/** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; "variant 13" of Stafford): number i of the stream
   `key` is split_mix(key + SPLIT_MIX_GAMMA * i). */
static inline uint64_t split_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

#endif

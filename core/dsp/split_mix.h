/* Computes random numbers that are reached by their index.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_SPLIT_MIX_H
#define STEMPRINT_DSP_SPLIT_MIX_H

#include <stdint.h>

/** The step of the generator from one number to the next. */
#define SPLIT_MIX_GAMMA UINT64_C(0x9e3779b97f4a7c15)

/** Returns 64 random bits for x: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; "variant 13" of
   Stafford). Number i of the stream `key` is split_mix(key + SPLIT_MIX_GAMMA * i), so that numbers may be computed in
   any order. */
static inline uint64_t split_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

#endif

/* Computes random numbers that are the same in every run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_NOISE_H
#define STEMPRINT_TESTS_NOISE_H

#include <stddef.h>
#include <stdint.h>

/** SplitMix64. */
static inline uint64_t noise_bits(uint64_t *seed)
{
	uint64_t z = (*seed += 0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/** Returns a number from 0 up to but not including 1. */
static inline double noise(uint64_t *seed)
{
	return (double)(noise_bits(seed) >> 11) * 0x1p-53;
}

static inline double noise_between(uint64_t *seed, double low, double high)
{
	return low + (high - low) * noise(seed);
}

#endif

/* Computes a key for each stream of random numbers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_STREAM_KEY_H
#define STEMPRINT_DSP_STREAM_KEY_H

#include <stddef.h>
#include <stdint.h>

/** Returns the key of stream `number` of the thing called `name` (a printed file and its channel, a strip and its
   insert) in a session with that seed, for split_mix.h. Streams that differ in seed, name or number are
    independent. */
uint64_t stream_key(uint64_t seed, const char *name, size_t number);

#endif

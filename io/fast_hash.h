/* stemprint: XXH3 of the xxhash library, in its loop for this CPU where the library has one.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FAST_HASH_H
#define STEMPRINT_IO_FAST_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <xxhash.h>

/* A library built without its dispatch for x86 lacks this header's functions: CMake looks for them. */
#ifdef STEMPRINT_XXHASH_DISPATCH
#include <xxh_x86dispatch.h>
#endif

enum { FAST_HASH_DIGITS = 2 * sizeof(XXH128_canonical_t) };

/** Returns a state for XXH3_128bits_update() that has seen nothing, with the seed 0, or NULL when out of memory. The
    caller gives it to XXH3_freeState(). */
XXH3_state_t *fast_hash_new(void);

/** Writes the digits of what the state has seen, and a final zero. */
void fast_hash_digits(const XXH3_state_t *state, char text[FAST_HASH_DIGITS + 1]);

/** Gives the bytes of the hash, the most significant first. */
XXH128_canonical_t fast_hash_bytes(const XXH3_state_t *state);

#endif

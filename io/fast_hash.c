/* Reads the result of XXH3 out of the xxhash library.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fast_hash.h"

#include <nettle/base16.h>

XXH3_state_t *fast_hash_new(void)
{
	XXH3_state_t *state = XXH3_createState();
	if (state)
		XXH3_128bits_reset(state);
	return state;
}

XXH128_canonical_t fast_hash_bytes(const XXH3_state_t *state)
{
	XXH128_canonical_t canonical;
	XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
	return canonical;
}

void fast_hash_digits(const XXH3_state_t *state, char text[FAST_HASH_DIGITS + 1])
{
	const XXH128_canonical_t canonical = fast_hash_bytes(state);
	base16_encode_update(text, sizeof canonical.digest, canonical.digest);
	text[FAST_HASH_DIGITS] = '\0';
}

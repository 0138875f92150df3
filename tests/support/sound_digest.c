/* stemprint tests: the hash of a sound, by the formula of the reference.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sound_digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { NUMBERS = 3, CHANNELS = 8, DIGEST_BYTES = 16 };

static XXH128_canonical_t digest_of(const struct sound *sound, unsigned channel)
{
	XXH128_canonical_t digest;
	double *column = malloc(sound->frames * sizeof *column);
	for (size_t i = 0; i < sound->frames; i++)
		column[i] = sound->samples[i * sound->channels + channel];
	XXH128_canonicalFromHash(&digest, XXH3_128bits(column, sound->frames * sizeof *column));
	free(column);
	return digest;
}

void sound_digest(const struct sound *sound, char digits[SOUND_DIGEST_ROOM])
{
	unsigned char bytes[NUMBERS * sizeof(uint64_t) + CHANNELS * DIGEST_BYTES], *end = bytes;
	const uint64_t numbers[NUMBERS] = { sound->rate, sound->channels, sound->frames };
	memcpy(end, numbers, sizeof numbers);
	end += sizeof numbers;
	for (unsigned i = 0; i < sound->channels; i++, end += DIGEST_BYTES) {
		const XXH128_canonical_t digest = digest_of(sound, i);
		memcpy(end, digest.digest, DIGEST_BYTES);
	}
	const XXH128_hash_t hash = XXH3_128bits(bytes, (size_t)(end - bytes));
	snprintf(digits, SOUND_DIGEST_ROOM, "%016" PRIx64 "%016" PRIx64, hash.high64, hash.low64);
}

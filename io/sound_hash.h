/* stemprint: the hash of a decoded sound, by which two files of one sound are known (XXH3-128, by the xxhash library).
   SPDX-License-Identifier: GPL-3.0-or-later

   The samples of each channel, as float64 in little-endian bytes, have an XXH3-128 with the seed 0. The hash of the
   sound is the XXH3-128 of three 64-bit little-endian numbers (sample rate in Hz, channels, frames) and of the hashes
   of all channels, in the order of the file and in their canonical form: 16 bytes, the most significant first.

   It tells files apart that differ by accident. Nothing of it withstands somebody who wants two sounds to have one
   hash: where that matters, the SHA-256 of the file counts (file_hash.h). */
#ifndef STEMPRINT_IO_SOUND_HASH_H
#define STEMPRINT_IO_SOUND_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOUND_HASH_LENGTH = 32 };

/** A hash is 32 lower-case hexadecimal digits and the final zero. An empty text says that the hash is not known. */
struct sound_hash {
	char text[SOUND_HASH_LENGTH + 1];
};

/** The shape of a sound belongs to it. */
struct sound_shape {
	unsigned sample_rate; /**< Hz */
	unsigned channels; /**< 1 and more */
	uint64_t frames; /**< 1 and more */
};

/** A hasher takes the frames of one sound, from the first to the last. */
struct sound_hasher;

/** Returns NULL when out of memory. The caller frees the hasher. It takes 0.6 KiB for each channel. */
struct sound_hasher *sound_hasher_new(const struct sound_shape *shape);

/** Adds what is new of `frames` frames that begin at the frame `position`: frames that were added before are left out,
    and so is what lies behind a gap. Allocates nothing. */
void sound_hasher_add(struct sound_hasher *hasher, uint64_t position, const double *const *columns, size_t frames);

/** Returns true, and sets the hash, when the hasher has taken all frames. Call it once then. Allocates nothing. */
bool sound_hasher_finish(struct sound_hasher *hasher, struct sound_hash *hash);

void sound_hasher_free(struct sound_hasher *hasher);

#endif

/* Computes the XXH3-128 of a decoded sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sound_hash.h"

#include "io/fast_hash.h"

#include <stdlib.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are hashed as they stand in memory");
_Static_assert((int)FAST_HASH_DIGITS == (int)SOUND_HASH_LENGTH, "a byte has two digits");

struct sound_hasher {
	struct sound_shape shape;
	uint64_t position; /* the frames before it were added */
	XXH3_state_t *whole;
	XXH3_state_t *channels[]; /* [shape.channels] */
};

struct sound_hasher *sound_hasher_new(const struct sound_shape *shape)
{
	struct sound_hasher *hasher = calloc(1, sizeof *hasher + shape->channels * sizeof *hasher->channels);
	if (!hasher)
		return NULL;
	hasher->shape = *shape;
	hasher->whole = fast_hash_new();
	bool well = hasher->whole;
	for (size_t i = 0; i < shape->channels && well; i++) {
		hasher->channels[i] = fast_hash_new();
		well = hasher->channels[i];
	}
	if (well)
		return hasher;
	sound_hasher_free(hasher);
	return NULL;
}

void sound_hasher_add(struct sound_hasher *hasher, uint64_t position, const double *const *columns, size_t frames)
{
	const uint64_t end = position + frames;
	if (position > hasher->position || end <= hasher->position)
		return;
	const size_t known = (size_t)(hasher->position - position);
	for (size_t i = 0; i < hasher->shape.channels; i++)
		XXH3_128bits_update(hasher->channels[i], columns[i] + known, (frames - known) * sizeof(double));
	hasher->position = end;
}

static void add_number(XXH3_state_t *state, uint64_t number)
{
	XXH3_128bits_update(state, &number, sizeof number);
}

bool sound_hasher_finish(struct sound_hasher *hasher, struct sound_hash *hash)
{
	if (hasher->position < hasher->shape.frames)
		return false;
	XXH3_state_t *state = hasher->whole;
	add_number(state, hasher->shape.sample_rate);
	add_number(state, hasher->shape.channels);
	add_number(state, hasher->shape.frames);
	for (size_t i = 0; i < hasher->shape.channels; i++) {
		const XXH128_canonical_t channel = fast_hash_bytes(hasher->channels[i]);
		XXH3_128bits_update(state, channel.digest, sizeof channel.digest);
	}
	fast_hash_digits(state, hash->text);
	return true;
}

void sound_hasher_free(struct sound_hasher *hasher)
{
	if (!hasher)
		return;
	XXH3_freeState(hasher->whole);
	for (size_t i = 0; i < hasher->shape.channels; i++)
		XXH3_freeState(hasher->channels[i]);
	free(hasher);
}

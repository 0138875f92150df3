/* Computes the hash of bytes that come one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/byte_hash.h"

#include "io/fast_hash.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdlib.h>

_Static_assert((int)FAST_HASH_DIGITS <= (int)FILE_HASH_LENGTH, "a file's hash has room for both kinds");

struct byte_hash {
	XXH3_state_t *fast; /* NULL: the hash is SHA-256 */
	struct sha256_ctx secure;
};

struct byte_hash *byte_hash_new(enum hash_kind kind)
{
	struct byte_hash *hash = calloc(1, sizeof *hash);
	if (!hash)
		return NULL;
	sha256_init(&hash->secure);
	if (kind == HASH_SHA256)
		return hash;
	hash->fast = fast_hash_new();
	if (hash->fast)
		return hash;
	free(hash);
	return NULL;
}

void byte_hash_add(void *context, const void *bytes, size_t length)
{
	struct byte_hash *hash = context;
	if (length == 0)
		return;
	if (hash->fast)
		XXH3_128bits_update(hash->fast, bytes, length);
	else
		sha256_update(&hash->secure, length, bytes);
}

void byte_hash_finish(struct byte_hash *hash, struct file_hash *result)
{
	if (hash->fast) {
		fast_hash_digits(hash->fast, result->text);
		XXH3_128bits_reset(hash->fast);
		return;
	}
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(&hash->secure, sizeof digest, digest);
	base16_encode_update(result->text, sizeof digest, digest);
	result->text[FILE_HASH_LENGTH] = '\0';
}

void byte_hash_free(struct byte_hash *hash)
{
	if (!hash)
		return;
	XXH3_freeState(hash->fast);
	free(hash);
}

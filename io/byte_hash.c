/* Computes the SHA-256 of bytes that come one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/byte_hash.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdlib.h>

struct byte_hash {
	struct sha256_ctx context;
};

struct byte_hash *byte_hash_new(void)
{
	struct byte_hash *hash = calloc(1, sizeof *hash);
	if (hash)
		sha256_init(&hash->context);
	return hash;
}

void byte_hash_add(void *context, const void *bytes, size_t length)
{
	struct byte_hash *hash = context;
	sha256_update(&hash->context, length, bytes);
}

void byte_hash_finish(struct byte_hash *hash, struct file_hash *result)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(&hash->context, sizeof digest, digest);
	base16_encode_update(result->text, sizeof digest, digest);
	result->text[FILE_HASH_LENGTH] = '\0';
}

void byte_hash_free(struct byte_hash *hash)
{
	free(hash);
}

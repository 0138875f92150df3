/* stemprint: the hash of bytes that come one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_BYTE_HASH_H
#define STEMPRINT_IO_BYTE_HASH_H

#include "base/hash_kind.h"

#include <stddef.h>

enum { FILE_HASH_LENGTH = HASH_DIGITS_MAXIMUM };

/** A hash is its digits (base/hash_kind.h) and the final zero. An empty text says that the hash is not known. Hashes of
    two kinds are never equal. */
struct file_hash {
	char text[FILE_HASH_LENGTH + 1];
};

struct byte_hash;

/** Makes a hash of no bytes yet. Returns NULL when out of memory. The caller frees it. */
struct byte_hash *byte_hash_new(enum hash_kind kind);

/** Adds bytes. The context is a struct byte_hash. */
void byte_hash_add(void *context, const void *bytes, size_t length);

/** Gives the hash of all bytes so far, and begins anew. */
void byte_hash_finish(struct byte_hash *hash, struct file_hash *result);

/** NULL is fine. */
void byte_hash_free(struct byte_hash *hash);

#endif

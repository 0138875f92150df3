/* stemprint: the SHA-256 of bytes that come one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_BYTE_HASH_H
#define STEMPRINT_IO_BYTE_HASH_H

#include "io/file_hash.h"

struct byte_hash;

/** Makes a hash of no bytes yet. Returns NULL when out of memory. The caller frees it. */
struct byte_hash *byte_hash_new(void);

/** Adds bytes. The context is a struct byte_hash. */
void byte_hash_add(void *context, const void *bytes, size_t length);

/** Gives the hash of all bytes so far, and begins anew. */
void byte_hash_finish(struct byte_hash *hash, struct file_hash *result);

/** NULL is fine. */
void byte_hash_free(struct byte_hash *hash);

#endif

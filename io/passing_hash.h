/* stemprint: the hash of a file, found from the bytes that somebody else reads of it.
   SPDX-License-Identifier: GPL-3.0-or-later

   A sound is read from its start to its end anyhow, so its file need not be read a second time. What stands before and
   behind the samples is read here. */
#ifndef STEMPRINT_IO_PASSING_HASH_H
#define STEMPRINT_IO_PASSING_HASH_H

#include "io/byte_hash.h"

#include <stdbool.h>
#include <stdint.h>

struct passing_hash;

/** Makes the hash of an open file of `size` bytes. The descriptor must stay open. Returns NULL when out of memory. The
    caller frees it. */
struct passing_hash *passing_hash_new(enum hash_kind kind, int descriptor, uint64_t size);

/** Sees bytes of the file that were read from `offset` on. It may see bytes twice. Where up to 1 MiB were left out
    before them, it reads these itself; behind a longer gap nothing counts. Allocates nothing. */
void passing_hash_see(struct passing_hash *hash, uint64_t offset, const void *bytes, size_t count);

/** Gives the hash, and returns true, when all bytes but the last 1 MiB were seen, which it reads itself. Returns false
    when more are missing, or when the disk failed: then somebody must read the whole file. Call it once. */
bool passing_hash_finish(struct passing_hash *hash, struct file_hash *result);

/** Returns the errno with which the disk has failed a reading of the hash itself, or 0. */
int passing_hash_error(const struct passing_hash *hash);

/** NULL is fine. */
void passing_hash_free(struct passing_hash *hash);

#endif

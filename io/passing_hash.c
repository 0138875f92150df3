/* Hashes a file while it is read, and reads only what is left out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/passing_hash.h"

#include "io/file_call.h"

#include <errno.h>
#include <stdlib.h>

enum { GAP_BYTES_MAXIMUM = 1 << 20, PIECE_BYTES = 4096 };

struct passing_hash {
	struct byte_hash *hash;
	int descriptor;
	uint64_t size;
	uint64_t seen; /* the bytes before it were added */
	int error;
};

struct passing_hash *passing_hash_new(enum hash_kind kind, int descriptor, uint64_t size)
{
	struct passing_hash *made = calloc(1, sizeof *made);
	if (!made)
		return NULL;
	*made = (struct passing_hash){ .hash = byte_hash_new(kind), .descriptor = descriptor, .size = size };
	if (made->hash)
		return made;
	free(made);
	return NULL;
}

/* Reads up to `end` what was left out. Returns whether all before `end` was added. The caller's errno stays, because
   the reading that passes by looks at its own. */
static bool fill(struct passing_hash *hash, uint64_t end)
{
	unsigned char piece[PIECE_BYTES];
	const int before = errno;
	if (end > hash->size || (end > hash->seen && end - hash->seen > GAP_BYTES_MAXIMUM))
		return false;
	while (hash->seen < end) {
		const uint64_t left = end - hash->seen;
		const ssize_t got = file_read_at(hash->descriptor, piece,
						 left < PIECE_BYTES ? (size_t)left : PIECE_BYTES, (off_t)hash->seen);
		if (got < 0)
			hash->error = errno;
		if (got <= 0)
			break;
		byte_hash_add(hash->hash, piece, (size_t)got);
		hash->seen += (uint64_t)got;
	}
	errno = before;
	return hash->seen >= end;
}

void passing_hash_see(struct passing_hash *hash, uint64_t offset, const void *bytes, size_t count)
{
	const uint64_t end = offset + count;
	if (end <= hash->seen || end > hash->size || !fill(hash, offset))
		return;
	const size_t known = (size_t)(hash->seen - offset);
	byte_hash_add(hash->hash, (const unsigned char *)bytes + known, count - known);
	hash->seen = end;
}

bool passing_hash_finish(struct passing_hash *hash, struct file_hash *result)
{
	if (!fill(hash, hash->size))
		return false;
	byte_hash_finish(hash->hash, result);
	return true;
}

int passing_hash_error(const struct passing_hash *hash)
{
	return hash->error;
}

void passing_hash_free(struct passing_hash *hash)
{
	if (!hash)
		return;
	byte_hash_free(hash->hash);
	free(hash);
}

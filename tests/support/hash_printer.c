/* Hashes what it is given, and keeps nothing else.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/hash_printer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)

static uint64_t hashed(uint64_t hash, uint64_t bits)
{
	for (int i = 0; i < 64; i += 8)
		hash = (hash ^ (bits >> i & 0xff)) * UINT64_C(0x100000001b3);
	return hash;
}

static enum status hash_write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct hash_printer *hash = (struct hash_printer *)printer;
	for (size_t c = 0; c < printer->channels; c++)
		for (size_t i = 0; i < frames; i++) {
			uint64_t bits;
			memcpy(&bits, &columns[c][i], sizeof bits);
			hash->channel_hashes[c] = hashed(hash->channel_hashes[c], bits);
		}
	hash->frames += frames;
	return STATUS_OK;
}

static enum status hash_finish(struct printer *printer)
{
	struct hash_printer *hash = (struct hash_printer *)printer;
	hash->hash = FNV_BASIS;
	for (size_t c = 0; c < printer->channels; c++)
		hash->hash = hashed(hash->hash, hash->channel_hashes[c]);
	return STATUS_OK;
}

static void hash_free(struct printer *printer)
{
	free(printer);
}

struct hash_printer *hash_printer_new(size_t channels)
{
	assert(channels <= HASH_PRINTER_CHANNELS_MAXIMUM);
	struct hash_printer *hash = calloc(1, sizeof *hash);
	if (!hash)
		return NULL;
	hash->printer = (struct printer){ .channels = channels,
					  .write = hash_write,
					  .finish = hash_finish,
					  .free = hash_free,
					  .name = "hash",
					  .problem = "" };
	for (size_t c = 0; c < channels; c++)
		hash->channel_hashes[c] = FNV_BASIS;
	return hash;
}

/* Reads the chunks of WAV, RF64, W64, AIFF and CAF files, one after another.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chunk_walk.h"

#include "io/byte_number.h"

#include <string.h>

const struct chunk_shape chunk_shape_wave = { .name_bytes = 4, .length_bytes = 4, .alignment = 2 };
const struct chunk_shape chunk_shape_big_wave = {
	.name_bytes = 4, .length_bytes = 4, .big_endian = true, .alignment = 2
};
const struct chunk_shape chunk_shape_aiff = { .name_bytes = 4, .length_bytes = 4, .big_endian = true, .alignment = 2 };
const struct chunk_shape chunk_shape_w64 = { .name_bytes = 16, .length_bytes = 8, .counts_head = true, .alignment = 8 };
const struct chunk_shape chunk_shape_caf = { .name_bytes = 4, .length_bytes = 8, .big_endian = true, .alignment = 1 };

uint64_t chunk_number(const struct chunk_shape *shape, const unsigned char *bytes, size_t count)
{
	return shape->big_endian ? big_endian_number(bytes, count) : little_endian_number(bytes, count);
}

bool chunk_read(struct file_window *window, const struct chunk_shape *shape, uint64_t at, struct chunk *chunk)
{
	unsigned char head[CHUNK_NAME_BYTES + 8];
	const size_t bytes = shape->name_bytes + shape->length_bytes;
	if (file_window_read(window, at, head, bytes) != bytes)
		return false;
	memset(chunk->name, 0, sizeof chunk->name);
	memcpy(chunk->name, head, shape->name_bytes);
	chunk->start = at + bytes;
	chunk->length = chunk_number(shape, head + shape->name_bytes, shape->length_bytes);
	if (shape->counts_head)
		chunk->length = chunk->length > bytes ? chunk->length - bytes : 0;
	return true;
}

uint64_t chunk_next(const struct chunk_shape *shape, const struct chunk *chunk)
{
	uint64_t end;
	const uint64_t padding = (shape->alignment - chunk->length % shape->alignment) % shape->alignment;
	if (__builtin_add_overflow(chunk->start, chunk->length, &end) || __builtin_add_overflow(end, padding, &end))
		return UINT64_MAX;
	return end;
}

bool chunk_is(const struct chunk *chunk, const char *name)
{
	return memcmp(chunk->name, name, strlen(name)) == 0;
}

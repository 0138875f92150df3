/* Writes and reads WAV files byte by byte, without the library under test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/wave_bytes.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

void wave_put(unsigned char *at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

int32_t wave_integer(const unsigned char *at, unsigned bytes)
{
	uint32_t value = 0;
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint32_t)at[i] << (8 * (4 - bytes + i));
	return (int32_t)value >> (8 * (4 - bytes));
}

void wave_header(const struct wave_shape *shape, unsigned char header[WAVE_HEADER_BYTES])
{
	unsigned frame_bytes = shape->channels * shape->bits / 8;
	memcpy(header, "RIFF....WAVEfmt ", 16);
	wave_put(header + 4, shape->data_bytes + 36, 4);
	wave_put(header + 16, 16, 4);
	wave_put(header + 20, shape->tag, 2);
	wave_put(header + 22, shape->channels, 2);
	wave_put(header + 24, shape->rate, 4);
	wave_put(header + 28, shape->rate * frame_bytes, 4);
	wave_put(header + 32, frame_bytes, 2);
	wave_put(header + 34, shape->bits, 2);
	memcpy(header + 36, "data", 4);
	wave_put(header + 40, shape->data_bytes, 4);
}

void wave_write(const char *path, const struct wave_shape *shape, const void *data, size_t length)
{
	unsigned char *bytes = malloc(WAVE_HEADER_BYTES + length);
	cr_assert_not_null(bytes);
	wave_header(shape, bytes);
	if (length)
		memcpy(bytes + WAVE_HEADER_BYTES, data, length);
	scratch_write(path, bytes, WAVE_HEADER_BYTES + length);
	free(bytes);
}

const unsigned char *wave_chunk(const unsigned char *bytes, size_t size, const char *name, uint32_t *length)
{
	for (size_t at = 12; at + 8 <= size;) {
		uint32_t claimed = (uint32_t)wave_integer(bytes + at + 4, 4);
		*length = claimed;
		if (memcmp(bytes + at, name, 4) == 0)
			return bytes + at + 8;
		at += 8 + (size_t)claimed + (claimed & 1);
	}
	return NULL;
}

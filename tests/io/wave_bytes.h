/* stemprint tests: WAV files byte by byte, without the library under test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_IO_WAVE_BYTES_H
#define STEMPRINT_TESTS_IO_WAVE_BYTES_H

#include <stddef.h>
#include <stdint.h>

enum { WAVE_TAG_PCM = 1, WAVE_TAG_FLOAT = 3 };

struct wave_shape {
	unsigned tag; /**< WAVE_TAG_PCM or WAVE_TAG_FLOAT */
	unsigned channels, rate, bits;
	uint32_t data_bytes; /**< the header claims this length */
};

enum { WAVE_HEADER_BYTES = 44 };

/** Writes the plain header of 44 bytes. */
void wave_header(const struct wave_shape *shape, unsigned char header[WAVE_HEADER_BYTES]);

/** Writes a whole file: the header and `length` bytes of data. */
void wave_write(const char *path, const struct wave_shape *shape, const void *data, size_t length);

/** Returns the chunk of that name in a RIFF or RF64 file, or NULL. *length is the length that it claims. */
const unsigned char *wave_chunk(const unsigned char *bytes, size_t size, const char *name, uint32_t *length);

/** Returns the integer of `bytes` bytes, little-endian, with its sign. */
int32_t wave_integer(const unsigned char *at, unsigned bytes);

void wave_put(unsigned char *at, uint32_t value, unsigned bytes);

#endif

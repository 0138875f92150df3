/* stemprint: unsigned numbers in the bytes of a header.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_BYTE_NUMBER_H
#define STEMPRINT_IO_BYTE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/** Returns the number in `count` bytes, 1 to 8, whose first byte is the most significant one. */
static inline uint64_t big_endian_number(const unsigned char *bytes, size_t count)
{
	uint64_t value = 0;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

/** Returns the number in `count` bytes, 1 to 8, whose last byte is the most significant one. */
static inline uint64_t little_endian_number(const unsigned char *bytes, size_t count)
{
	uint64_t value = 0;
	for (size_t i = count; i > 0; i--)
		value = value << 8 | bytes[i - 1];
	return value;
}

#endif

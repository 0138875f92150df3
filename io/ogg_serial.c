/* Clears the serial number of an Ogg stream.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/ogg_serial.h"

#include <stdint.h>
#include <string.h>

/* The header of a page (RFC 3533, section 6). */
enum { SERIAL = 14, CHECKSUM = 22, SEGMENTS = 26, HEADER = 27 };

/* Returns the length of the page at the start of the bytes; 0: there is no whole one. */
static size_t page_length(const unsigned char *bytes, size_t length)
{
	if (length < HEADER || memcmp(bytes, "OggS", 4) != 0 || length < HEADER + (size_t)bytes[SEGMENTS])
		return 0;
	size_t page = HEADER + (size_t)bytes[SEGMENTS];
	for (size_t i = 0; i < bytes[SEGMENTS]; i++)
		page += bytes[HEADER + i];
	return page <= length ? page : 0;
}

/* The polynomial 0x04c11db7, from zero, the highest bit first. */
static uint32_t checksum(const unsigned char *bytes, size_t length)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < length; i++) {
		sum ^= (uint32_t)bytes[i] << 24;
		for (int bit = 0; bit < 8; bit++)
			sum = sum << 1 ^ (sum >> 31 ? 0x04c11db7u : 0u);
	}
	return sum;
}

void ogg_serial_clear(unsigned char *bytes, size_t length)
{
	for (size_t page; (page = page_length(bytes, length)) > 0; bytes += page, length -= page) {
		memset(bytes + SERIAL, 0, 4);
		memset(bytes + CHECKSUM, 0, 4);
		const uint32_t sum = checksum(bytes, page);
		for (unsigned i = 0; i < 4; i++)
			bytes[CHECKSUM + i] = (unsigned char)(sum >> 8 * i);
	}
}

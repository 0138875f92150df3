/* Changes a few bytes of a file, in the same way in every run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/mutation.h"

#include <string.h>

uint32_t mutation_random(uint32_t limit)
{
	static uint32_t state = 11;
	state = state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)state * limit >> 32);
}

/* Writes a length that breaks programs, of 4 or 8 bytes, in either byte order. */
static void put_length(unsigned char *at, size_t room)
{
	static const unsigned char lengths[][8] = {
		{ 0 },
		{ 1 },
		{ 0, 0, 0, 1 },
		{ 16 },
		{ 0xff, 0xff, 0xff, 0x7f },
		{ 0, 0, 0, 0x80 },
		{ 0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
		{ 0, 0, 0, 0, 0, 0, 0, 0x80 },
		{ 0xfe, 0xff, 0xff, 0xff },
	};
	const size_t count = room >= 8 && mutation_random(3) == 0 ? 8 : 4;
	memcpy(at, lengths[mutation_random(sizeof lengths / sizeof *lengths)], count);
}

size_t mutation_make(unsigned char *bytes, size_t length)
{
	for (uint32_t i = 1 + mutation_random(4); i > 0; i--) {
		const size_t reach = mutation_random(4) ? (length < 128 ? length : 128) : length;
		const size_t at = mutation_random((uint32_t)reach - 4);
		switch (mutation_random(3)) {
		case 0:
			bytes[at] = (unsigned char)mutation_random(256);
			break;
		case 1:
			bytes[at] ^= (unsigned char)(1u << mutation_random(8));
			break;
		default:
			put_length(bytes + at, length - at);
		}
	}
	return mutation_random(8) ? length : 20 + mutation_random((uint32_t)length - 20);
}

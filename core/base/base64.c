/* Writes bytes as text of 64 letters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"

#include <string.h>

enum { GROUP = 3, LETTERS = 4, GROUPS = 1024 };

/* Encodes 1 to 3 bytes. */
static void encode(const unsigned char *bytes, size_t length, char *letters)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = (unsigned)bytes[0] << 16;
	if (length > 1)
		bits |= (unsigned)bytes[1] << 8;
	if (length > 2)
		bits |= bytes[2];
	for (size_t i = 0; i < LETTERS; i++)
		letters[i] = i <= length ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
}

void base64_append(struct text *text, const unsigned char *bytes, size_t length)
{
	char letters[GROUPS * LETTERS];
	for (size_t at = 0; at < length;) {
		size_t groups = 0;
		for (; groups < GROUPS && at < length; groups++, at += GROUP)
			encode(bytes + at, length - at < GROUP ? length - at : GROUP, letters + groups * LETTERS);
		text_append_bytes(text, letters, groups * LETTERS);
	}
}

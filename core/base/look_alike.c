/* Finds characters that look like others, or like nothing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/look_alike.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define NOTHING "remove it"

/* The names are those of Unicode, in few words. */
static const struct {
	uint32_t character;
	const char *name, *remedy;
} rows[] = {
	{ 0x00A0, "a no-break space", "write a plain space" },
	{ 0x00AD, "a soft hyphen, which shows as nothing", NOTHING },
	{ 0x2002, "a wide space", "write a plain space" },
	{ 0x2003, "a wide space", "write a plain space" },
	{ 0x2007, "a space as wide as a digit", "write a plain space" },
	{ 0x2009, "a thin space", "write a plain space" },
	{ 0x200A, "a thin space", "write a plain space" },
	{ 0x200B, "a space without width", NOTHING },
	{ 0x200C, "a mark without width", NOTHING },
	{ 0x200D, "a mark without width", NOTHING },
	{ 0x200E, "a mark of direction, which shows as nothing", NOTHING },
	{ 0x200F, "a mark of direction, which shows as nothing", NOTHING },
	{ 0x2010, "a typographic hyphen", "write a plain `-`" },
	{ 0x2011, "a typographic hyphen", "write a plain `-`" },
	{ 0x2012, "a dash", "write a plain `-`" },
	{ 0x2013, "a dash", "write a plain `-`" },
	{ 0x2014, "a dash", "write a plain `-`" },
	{ 0x2018, "a typographic quotation mark", "write a plain `'`" },
	{ 0x2019, "a typographic quotation mark", "write a plain `'`" },
	{ 0x201A, "a typographic quotation mark", "write a plain `'`" },
	{ 0x201C, "a typographic quotation mark", "write a plain `\"`" },
	{ 0x201D, "a typographic quotation mark", "write a plain `\"`" },
	{ 0x201E, "a typographic quotation mark", "write a plain `\"`" },
	{ 0x2022, "a bullet", "write a plain `-` and a space" },
	{ 0x2026, "an ellipsis", NOTHING },
	{ 0x202F, "a narrow no-break space", "write a plain space" },
	{ 0x2044, "a slash of fractions", "write a plain `/`" },
	{ 0x2060, "a mark without width", NOTHING },
	{ 0x2212, "a minus sign of mathematics", "write a plain `-`" },
	{ 0x2236, "a ratio sign", "write a plain `:`" },
	{ 0x3000, "a wide space", "write a plain space" },
	{ 0x3001, "a comma of East Asian text", "write a plain `,` and a space" },
	{ 0xFEFF, "a byte order mark, which shows as nothing", NOTHING },
};

enum { WIDE_FIRST = 0xFF01, WIDE_LAST = 0xFF5E, WIDE_STEP = 0xFEE0, CYRILLIC_FIRST = 0x0430, CYRILLIC_LAST = 0x0445 };

/* Small letters of Cyrillic that no font shows otherwise than Latin ones; a point stands for those that differ. */
static const char cyrillic[] = "a....e........o.pc.y.x";

_Static_assert(sizeof cyrillic - 1 == CYRILLIC_LAST - CYRILLIC_FIRST + 1, "one letter for each");

/* Decodes the character at the front. What is no UTF-8 counts as one byte each. */
static uint32_t decode(const unsigned char *bytes, size_t length, size_t *size)
{
	const size_t wanted = bytes[0] < 0xC2 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 1;
	*size = wanted <= length ? wanted : 1;
	if (*size == 1)
		return bytes[0] < 0x80 ? bytes[0] : 0;
	uint32_t character = bytes[0] & (0x7FU >> *size);
	for (size_t i = 1; i < *size; i++)
		character = character << 6 | (bytes[i] & 0x3FU);
	return character;
}

/* Returns the Latin letter that a Cyrillic one looks like, or '.'. */
static char latin_of(uint32_t character)
{
	return character >= CYRILLIC_FIRST && character <= CYRILLIC_LAST ? cyrillic[character - CYRILLIC_FIRST] : '.';
}

/* Returns whether the text is meant to be Latin: it has such letters, and none of Cyrillic that look otherwise. */
static bool is_latin(const char *text, size_t length)
{
	bool latin = false;
	for (size_t i = 0, size; i < length; i += size) {
		const uint32_t character = decode((const unsigned char *)text + i, length - i, &size);
		if (character >= 0x0400 && character <= 0x04FF && latin_of(character) == '.')
			return false;
		latin |= (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
	}
	return latin;
}

static bool tell_wide(uint32_t character, char room[LOOK_ALIKE_BYTES])
{
	if (character < WIDE_FIRST || character > WIDE_LAST)
		return false;
	snprintf(room, LOOK_ALIKE_BYTES, "U+%04X in it is a wide character of East Asian text; write a plain `%c`",
		 (unsigned)character, (char)(character - WIDE_STEP));
	return true;
}

static bool tell_character(uint32_t character, char room[LOOK_ALIKE_BYTES])
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].character == character) {
			snprintf(room, LOOK_ALIKE_BYTES, "U+%04X in it is %s; %s", (unsigned)character, rows[i].name,
				 rows[i].remedy);
			return true;
		}
	return tell_wide(character, room);
}

const char *look_alike_tell(const char *text, size_t length, char room[LOOK_ALIKE_BYTES])
{
	const bool latin = is_latin(text, length);
	for (size_t i = 0, size; i < length; i += size) {
		const uint32_t character = decode((const unsigned char *)text + i, length - i, &size);
		if (tell_character(character, room))
			return room;
		if (latin && latin_of(character) != '.') {
			snprintf(room, LOOK_ALIKE_BYTES, "U+%04X in it is a Cyrillic letter; write a plain `%c`",
				 (unsigned)character, latin_of(character));
			return room;
		}
	}
	return NULL;
}

/* Makes text of unknown origin safe for a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/printable.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct range {
	uint32_t first, last;
};

/* These marks have no width of their own (Unicode 15, the common blocks). */
static const struct range combining[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD },   { 0x0610, 0x061A }, { 0x064B, 0x065F },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200B, 0x200D },   { 0x20D0, 0x20FF }, { 0x3099, 0x309A },
	{ 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F }, { 0x1F3FB, 0x1F3FF },
};

/* These characters are two columns wide: East Asian Wide and Fullwidth (UAX 11), and emoji. */
static const struct range wide[] = {
	{ 0x1100, 0x115F }, { 0x2E80, 0x303E },   { 0x3041, 0x33FF },   { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },
	{ 0xA000, 0xA4CF }, { 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },   { 0xFE30, 0xFE4F },   { 0xFF00, 0xFF60 },
	{ 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
};

/* These marks turn the direction of writing, so that text could look other than it is. The last ones are no characters,
 * and XML refuses them. */
static const struct range turning[] = {
	{ 0x061C, 0x061C }, { 0x200E, 0x200F }, { 0x2028, 0x202E },
	{ 0x2066, 0x2069 }, { 0xFEFF, 0xFEFF }, { 0xFFFE, 0xFFFF },
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

#define IN(ranges, character) in_ranges((ranges), sizeof(ranges) / sizeof *(ranges), (character))

/* Reads the character at the front and its number of bytes. Returns false if the bytes are not UTF-8. */
static bool decode(const unsigned char *bytes, size_t length, uint32_t *character, size_t *size)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = bytes[0];
	*size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
	if (*size == 0 || *size > length)
		return false;
	*character = *size == 1 ? first : first & (0x7Fu >> *size);
	for (size_t i = 1; i < *size; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return false;
		*character = *character << 6 | (bytes[i] & 0x3Fu);
	}
	return *character >= least[*size] && !(*character >= 0xD800 && *character <= 0xDFFF) && *character <= 0x10FFFF;
}

bool printable_is_utf8(const char *text)
{
	size_t length = strlen(text), size;
	uint32_t character;
	while (length > 0 && decode((const unsigned char *)text, length, &character, &size)) {
		text += size;
		length -= size;
	}
	return length == 0;
}

struct glyph glyph_read(const char *text, size_t length)
{
	struct glyph glyph = { .bytes = 1, .width = 1 };
	uint32_t character = 0;
	size_t size;
	if (text[0] >= 0x20 && text[0] < 0x7F) { /* most text is of these, and lines may be long */
		glyph.shown[0] = text[0];
		return glyph;
	}
	if (!decode((const unsigned char *)text, length, &character, &size)) {
		snprintf(glyph.shown, sizeof glyph.shown, "\\x%02x", (unsigned)(unsigned char)text[0]);
		glyph.width = 4;
		return glyph;
	}
	glyph.bytes = size;
	if (character == '\t') {
		glyph.shown[0] = ' ';
	} else if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
		snprintf(glyph.shown, sizeof glyph.shown, "\\x%02x", (unsigned)character);
		glyph.width = 4;
	} else if (IN(turning, character)) {
		snprintf(glyph.shown, sizeof glyph.shown, "\\u%04x", (unsigned)character);
		glyph.width = 6;
	} else {
		memcpy(glyph.shown, text, size);
		glyph.width = IN(combining, character) ? 0 : IN(wide, character) ? 2 : 1;
	}
	return glyph;
}

void printable_append(struct text *out, const char *text)
{
	size_t length = strlen(text);
	for (size_t i = 0; i < length;) {
		struct glyph glyph = glyph_read(text + i, length - i);
		text_append_bytes(out, glyph.shown, strlen(glyph.shown));
		i += glyph.bytes;
	}
}

/* Returns whether a shell takes the word as it is. It gives no meaning to the bytes of UTF-8 beyond ASCII. */
static bool is_plain_word(const char *word)
{
	const char *at = word;
	while (isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80 || (*at && strchr("-_./+,:@%", *at)))
		at++;
	return *word && !*at;
}

void printable_append_word(struct text *out, const char *word)
{
	if (is_plain_word(word)) {
		printable_append(out, word);
		return;
	}
	text_append(out, "'");
	for (size_t i = 0, length = strlen(word); i < length;) {
		const struct glyph glyph = glyph_read(word + i, length - i);
		text_append(out, "%s", word[i] == '\'' ? "'\\''" : glyph.shown);
		i += glyph.bytes;
	}
	text_append(out, "'");
}

void printable_append_json(struct text *out, const char *json)
{
	const size_t length = strlen(json);
	size_t copied = 0, size;
	for (size_t i = 0; i < length; i += size) {
		uint32_t character;
		if ((unsigned char)json[i] < 0x7F ||
		    /* The writer of JSON lets no bytes through that are not UTF-8. */
		    !decode((const unsigned char *)json + i, length - i, &character, &size))
			size = 1;
		else if ((character >= 0x7F && character < 0xA0) || IN(turning, character)) {
			text_append_bytes(out, json + copied, i - copied);
			text_append(out, "\\u%04x", (unsigned)character);
			copied = i + size;
		}
	}
	text_append_bytes(out, json + copied, length - copied);
}

/* Checks which bytes a recipe may hold.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml_text.h"

#include <stdint.h>

enum { NOT_UTF8 = -1 };

/* Decodes the character at the front and sets the number of its bytes. Returns NOT_UTF8 also for overlong forms and
   surrogates (RFC 3629). */
static int32_t decode(const unsigned char *bytes, size_t length, size_t *size)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = bytes[0];
	*size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
	if (*size == 1)
		return first;
	if (*size == 0 || *size > length)
		return NOT_UTF8;
	int32_t character = first & (0x7F >> *size);
	for (size_t i = 1; i < *size; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return NOT_UTF8;
		character = character << 6 | (bytes[i] & 0x3F);
	}
	bool surrogate = character >= 0xD800 && character <= 0xDFFF;
	return character < least[*size] || surrogate || character > 0x10FFFF ? NOT_UTF8 : character;
}

/* The function allows the printable characters of YAML 1.1, except the line ends that no editor shows as such (NEL,
   LS, PS) and the mark U+FEFF. */
static bool is_allowed(int32_t character)
{
	if (character < 0x20)
		return character == '\t' || character == '\n' || character == '\r';
	if (character == 0x2028 || character == 0x2029 || character == 0xFEFF)
		return false;
	return character < 0x7F || (character >= 0xA0 && character <= 0xFFFD) || character >= 0x10000;
}

bool yaml_text_check(const char *text, size_t length, const char *what, uint32_t origin,
		     struct diagnostics *diagnostics)
{
	const unsigned char *bytes = (const unsigned char *)text;
	struct location at = { .line = 1, .column = 1, .length = 1, .origin = origin };
	for (size_t i = 0, size; i < length; i += size) {
		int32_t character = decode(bytes + i, length - i, &size);
		if (character == NOT_UTF8) {
			diagnostics_error(diagnostics, "bad-character", at,
					  "byte 0x%02x is not UTF-8; save the %s as UTF-8", bytes[i], what);
			return false;
		}
		if (!is_allowed(character)) {
			diagnostics_error(diagnostics, "bad-character", at,
					  "character U+%04X is not allowed in a %s; remove it", (unsigned)character,
					  what);
			return false;
		}
		bool line_end = character == '\n' || (character == '\r' && !(i + 1 < length && bytes[i + 1] == '\n'));
		at.column = line_end ? 1 : at.column + 1;
		at.line += line_end;
	}
	return true;
}

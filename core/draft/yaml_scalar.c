/* Writes a text as a value of YAML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/yaml_scalar.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Returns the character at *at and goes past it, or UINT32_MAX where the bytes are not UTF-8. */
static uint32_t next_character(const char **at)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)*at;
	const size_t more = bytes[0] < 0x80 ? 0 : bytes[0] < 0xc2 ? 9 : bytes[0] < 0xe0 ? 1 : bytes[0] < 0xf0 ? 2 : 3;
	if (more == 9 || bytes[0] > 0xf4)
		return UINT32_MAX;
	uint32_t character = more == 0 ? bytes[0] : bytes[0] & (0x3fU >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return UINT32_MAX;
		character = character << 6 | (bytes[i] & 0x3fU);
	}
	*at += more + 1;
	if (character < least[more] || character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		return UINT32_MAX;
	return character;
}

bool yaml_scalar_can_hold(const char *text)
{
	while (*text)
		if (next_character(&text) == UINT32_MAX)
			return false;
	return true;
}

static bool is_plain(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-";
	static const char *const words[] = { "yes", "no", "on", "off", "true", "false", "null", "y", "n" };
	if (!*text || !strchr(letters, *text) || strspn(text, others) != strlen(text))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i]) == 0)
			return false;
	return true;
}

/* These control a terminal, end a line or change the direction of writing. */
static bool wants_escape(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0xad || character == 0x61c ||
	       (character >= 0x200b && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2060 && character <= 0x206f) || character == 0xfeff ||
	       (character >= 0xfff0 && character <= 0xffff) || character >= 0xe0000;
}

static void append_quoted(struct text *out, const char *text)
{
	text_append(out, "\"");
	while (*text) {
		const char *start = text;
		const uint32_t character = next_character(&text);
		if (character == UINT32_MAX)
			break;
		if (character == '"' || character == '\\')
			text_append(out, "\\%c", (char)character);
		else if (!wants_escape(character))
			text_append_bytes(out, start, (size_t)(text - start));
		else
			text_append(out, character > 0xffff ? "\\U%08x" : "\\u%04x", character);
	}
	text_append(out, "\"");
}

void yaml_scalar_append(struct text *out, const char *text)
{
	if (is_plain(text))
		text_append(out, "%s", text);
	else
		append_quoted(out, text);
}

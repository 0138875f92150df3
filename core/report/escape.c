/* Escapes text of unknown origin for a file format.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/escape.h"

#include "report/printable.h"

#include <string.h>

static void append_csv(struct text *out, const char *text)
{
	bool quoted = strpbrk(text, ",\"");
	text_append(out, "%s", quoted ? "\"" : "");
	for (; *text != '\0'; text++)
		text_append_bytes(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	text_append(out, "%s", quoted ? "\"" : "");
}

/* A character that has a meaning in the format, and what is written instead. */
struct replacement {
	char character;
	const char *text;
};

static void append_replaced(struct text *out, const char *text, const struct replacement *replacements)
{
	for (; *text != '\0'; text++) {
		const struct replacement *at = replacements;
		while (at->text && at->character != *text)
			at++;
		if (at->text)
			text_append(out, "%s", at->text);
		else
			text_append_bytes(out, text, 1);
	}
}

/* Markdown takes a backslash before any punctuation of ASCII. The characters of HTML have escapes of their own. */
static void append_markdown(struct text *out, const char *text)
{
	static const struct replacement html[] = { { '<', "&lt;" }, { '&', "&amp;" }, { 0, NULL } };
	for (; *text != '\0'; text++) {
		const char one[2] = { *text, '\0' };
		if (strchr("\\`*_[]|~#$@>", *text))
			text_append(out, "\\");
		append_replaced(out, one, html);
	}
}

void escape_append(struct text *out, enum escape escape, const char *text)
{
	static const struct replacement xml[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { 0, NULL }
	};
	static const struct replacement command[] = { { '%', "%25" }, { 0, NULL } };
	static const struct replacement property[] = { { '%', "%25" }, { ':', "%3A" }, { ',', "%2C" }, { 0, NULL } };
	struct text shown = { 0 };
	printable_append(&shown, !text ? "" : text);
	const char *bytes = !shown.bytes ? "" : shown.bytes;
	switch (escape) {
	case ESCAPE_CSV:
		append_csv(out, bytes);
		break;
	case ESCAPE_XML:
		append_replaced(out, bytes, xml);
		break;
	case ESCAPE_MARKDOWN:
		append_markdown(out, bytes);
		break;
	case ESCAPE_COMMAND:
		append_replaced(out, bytes, command);
		break;
	case ESCAPE_COMMAND_PROPERTY:
		append_replaced(out, bytes, property);
		break;
	}
	out->failed |= shown.failed;
	text_release(&shown);
}

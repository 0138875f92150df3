/* Writes the text of manual pages.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/roff.h"

#include <stdbool.h>
#include <string.h>

static void append_character(struct text *out, char character, bool begins_line)
{
	if (character == '\\')
		text_append(out, "\\e");
	else if (character == '-')
		text_append(out, "\\-");
	else if (begins_line && (character == '.' || character == '\''))
		text_append(out, "\\&%c", character);
	else
		text_append_bytes(out, &character, 1);
}

void roff_append(struct text *out, const char *words)
{
	bool bold = false;
	for (const char *at = words; *at; at++) {
		const bool begins_line = out->length == 0 || out->bytes[out->length - 1] == '\n';
		if (*at == '`') {
			bold = !bold;
			text_append(out, bold ? "\\fB" : "\\fR");
		} else {
			append_character(out, *at, begins_line);
		}
	}
	if (bold)
		text_append(out, "\\fR");
}

void roff_request(struct text *out, const char *request, const char *argument)
{
	text_append(out, ".%s \"", request);
	for (const char *at = argument; *at; at++)
		if (*at == '"')
			text_append(out, "\\(dq");
		else if (*at != '`')
			append_character(out, *at, false);
	text_append(out, "\"\n");
}

void roff_paragraph(struct text *out, const char *words)
{
	text_append(out, ".PP\n");
	roff_append(out, words);
	text_append(out, "\n");
}

void roff_lines(struct text *out, const char *lines)
{
	text_append(out, ".nf\n");
	for (const char *at = lines; *at; at++)
		append_character(out, *at, at == lines || at[-1] == '\n');
	text_append(out, ".fi\n");
}

/* stemprint: text of unknown origin, made safe for a format.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/escape.h"

#include "report/printable.h"

#include <string.h>

static void append_csv(struct text *out, const char *text)
{
	bool quoted = strpbrk(text, ",\"") != NULL;
	text_append(out, "%s", quoted ? "\"" : "");
	for (; *text != '\0'; text++)
		text_append_bytes(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	text_append(out, "%s", quoted ? "\"" : "");
}

void escape_append(struct text *out, enum escape escape, const char *text)
{
	struct text shown = { 0 };
	printable_append(&shown, text == NULL ? "" : text);
	if (shown.bytes != NULL)
		switch (escape) {
		case ESCAPE_CSV:
			append_csv(out, shown.bytes);
			break;
		}
	out->failed |= shown.failed;
	text_release(&shown);
}

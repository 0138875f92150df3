/* Writes links from a page to files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_link.h"

#include "report/escape.h"

#include <string.h>

void html_link_append(struct text *text, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
	for (; *path != '\0'; path++) {
		if (strchr(plain, *path))
			text_append_bytes(text, path, 1);
		else
			text_append(text, "%%%02X", (unsigned)(unsigned char)*path);
	}
}

void html_link(struct text *text, const char *path, const char *words)
{
	if (path) {
		text_append(text, "<a href=\"");
		html_link_append(text, path);
		text_append(text, "\">");
	}
	escape_append(text, ESCAPE_XML, words);
	text_append(text, "%s", path ? "</a>" : "");
}

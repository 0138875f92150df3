/* stemprint: text of unknown origin, made safe for a file format.
   SPDX-License-Identifier: GPL-3.0-or-later

   The text is first made printable (printable.h): bytes that are not UTF-8, and characters that control a terminal or
   the direction of writing, become \xff or \u202e. Every format therefore gets valid UTF-8 without controls, and the
   reader sees what is there. Then the characters that have a meaning in the format are escaped. */
#ifndef STEMPRINT_REPORT_ESCAPE_H
#define STEMPRINT_REPORT_ESCAPE_H

#include "base/text.h"

enum escape {
	ESCAPE_CSV, /**< a field, which gets quotes where it needs them (RFC 4180) */
	ESCAPE_XML, /**< text, or an attribute in double quotes, of XML and HTML */
	ESCAPE_MARKDOWN, /**< text of GitHub's Markdown, also in tables */
	ESCAPE_COMMAND, /**< the message of a workflow command of GitHub */
	ESCAPE_COMMAND_PROPERTY, /**< a property of such a command */
};

/** Appends text that ends with a zero. NULL counts as empty. When out of memory, the function sets out->failed. */
void escape_append(struct text *out, enum escape escape, const char *text);

#endif

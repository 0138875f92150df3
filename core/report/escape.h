/* stemprint: text of unknown origin, made safe for a format.
   SPDX-License-Identifier: GPL-3.0-or-later

   First as printable.h shows it: what is not UTF-8, and what controls a terminal or the direction of writing, becomes
   \xff or \u202e. So every format gets valid UTF-8 without controls, and the eye gets what is there. Then what has a
   meaning in the format is escaped. */
#ifndef STEMPRINT_REPORT_ESCAPE_H
#define STEMPRINT_REPORT_ESCAPE_H

#include "base/text.h"

enum escape {
	ESCAPE_CSV, /**< a field: in quotes where it must be (RFC 4180) */
	ESCAPE_XML, /**< text or an attribute in double quotes, of XML and HTML */
	ESCAPE_MARKDOWN, /**< text, in tables too (GitHub) */
	ESCAPE_COMMAND, /**< the message of a workflow command (GitHub) */
	ESCAPE_COMMAND_PROPERTY, /**< a property of one */
};

/** Appends text that ends with a zero; NULL is empty. */
void escape_append(struct text *out, enum escape escape, const char *text);

#endif

/* Writes the text of manual pages.
   SPDX-License-Identifier: GPL-3.0-or-later

   Pages are in roff with the macros of man(7), as man-db and mandoc read them. */
#ifndef STEMPRINT_REPORT_ROFF_H
#define STEMPRINT_REPORT_ROFF_H

#include "base/text.h"

/** Appends words as they are read, escaped. A dash is the dash of an option, and no line begins with a control
    character. What stands between backquotes is set in bold, without them. */
void roff_append(struct text *out, const char *words);

/** Appends a request like ".SH NAME" with one argument, which is escaped. Backquotes are left out. */
void roff_request(struct text *out, const char *request, const char *argument);

/** Appends a paragraph. */
void roff_paragraph(struct text *out, const char *words);

/** Appends text whose lines stay as they are. */
void roff_lines(struct text *out, const char *lines);

#endif

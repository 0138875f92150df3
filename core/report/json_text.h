/* stemprint: JSON as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_JSON_TEXT_H
#define STEMPRINT_REPORT_JSON_TEXT_H

#include "base/status.h"
#include "base/text.h"

struct json_t; /* jansson.h */

/** Makes a string, or null of NULL. A text that is not UTF-8, as a file name may be, has a "?" for each byte that is
   not ASCII. Returns NULL when out of memory, and in no other case. */
struct json_t *json_text(const char *text);

/** Adds the value to the list and takes it over. The list becomes NULL when out of memory: when it was NULL, when the
    value is, or when there is no room. */
void json_list_append(struct json_t **list, struct json_t *value);

/** Appends JSON as lines, with a line end, and with so many significant digits of numbers. Characters that control a
    terminal become \u202e (printable.h). Takes the value over; NULL means that there was no memory for it. */
enum status json_text_append(struct text *text, struct json_t *value, unsigned digits) MUST_CHECK;

#endif

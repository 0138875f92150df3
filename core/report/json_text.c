/* Makes strings for JSON, which must be UTF-8, and text of JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json_text.h"

#include "report/printable.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* json_string() returns NULL for bytes that are no UTF-8 and when out of memory, so it cannot tell the two apart. */
json_t *json_text(const char *text)
{
	if (!text)
		return json_null();
	if (printable_is_utf8(text))
		return json_string_nocheck(text);
	char *copy = strdup(text);
	if (!copy)
		return NULL;
	for (char *at = copy; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	json_t *value = json_string_nocheck(copy);
	free(copy);
	return value;
}

void json_list_append(json_t **list, json_t *value)
{
	if (*list && value && json_array_append_new(*list, value) == 0)
		return;
	if (!*list)
		json_decref(value);
	json_decref(*list);
	*list = NULL;
}

static int append(const char *bytes, size_t length, void *context)
{
	struct text *text = context;
	text_append_bytes(text, bytes, length);
	return text->failed ? -1 : 0;
}

/* A text does not forget that it failed (base/json_memory.h). */
enum status json_text_append(struct text *text, json_t *value, unsigned digits)
{
	struct text raw = { 0 };
	const bool dumped =
		value && json_dump_callback(value, append, &raw, JSON_INDENT(2) | JSON_REAL_PRECISION(digits)) == 0;
	json_decref(value);
	text->failed |= !dumped || raw.failed || !raw.bytes;
	if (!text->failed) {
		printable_append_json(text, raw.bytes);
		text_append_bytes(text, "\n", 1);
	}
	text_release(&raw);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

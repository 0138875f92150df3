/* Writes the reports that cover several recipes as JSON and as a table.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/song_reports.h"

#include "report/diagnostic_location.h"
#include "report/escape.h"
#include "report/json_text.h"

#include <jansson.h>
#include <string.h>

enum { SIGNIFICANT_DIGITS = 15 };

const char *song_path(const struct findings *findings)
{
	return findings->diagnostics ? findings->diagnostics->file : NULL;
}

const char *song_verdict(const struct findings *findings)
{
	if (!findings->report || (findings->diagnostics && findings->diagnostics->error_count > 0))
		return "error";
	return verdict_status_text(report_verdict(findings->report));
}

const char *song_verdict_of_all(const struct findings *findings, size_t count)
{
	static const char *const order[] = { "error", "fail", "unknown" };
	for (size_t k = 0; k < sizeof order / sizeof *order; k++)
		for (size_t i = 0; i < count; i++)
			if (strcmp(song_verdict(&findings[i]), order[k]) == 0)
				return order[k];
	return "pass";
}

void song_counts(const struct findings *findings, size_t count, struct text *text)
{
	static const char *const words[] = { "pass", "fail", "unknown", "error" };
	const char *comma = "";
	for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
		size_t found = 0;
		for (size_t i = 0; i < count; i++)
			found += strcmp(song_verdict(&findings[i]), words[k]) == 0;
		if (found == 0)
			continue;
		text_append(text, "%s%zu %s", comma, found, words[k]);
		comma = ", ";
	}
}

/* Sets a key. A value that could not be made makes the object NULL. */
static void set(json_t **object, const char *key, json_t *value)
{
	if (*object && value && json_object_set_new(*object, key, value) == 0)
		return;
	if (!*object)
		json_decref(value);
	json_decref(*object);
	*object = NULL;
}

static json_t *whole(uint32_t number)
{
	return number == 0 ? json_null() : json_integer((json_int_t)number);
}

static json_t *diagnostic_json(const struct diagnostics *list, const struct diagnostic *item)
{
	const struct diagnostic_location location = diagnostic_location(list, item->at);
	json_t *object = json_object();
	set(&object, "severity", json_text(item->severity == SEVERITY_ERROR ? "error" : "warning"));
	set(&object, "code", json_text(item->code));
	set(&object, "file", json_text(location.file));
	set(&object, "line", whole(location.line));
	set(&object, "column", location.line == 0 ? json_null() : whole(location.column));
	set(&object, "message", json_text(item->message));
	return object;
}

static json_t *diagnostics_json(const struct diagnostics *list)
{
	json_t *array = json_array();
	for (size_t i = 0; array && list && i < list->count; i++) {
		json_t *item = diagnostic_json(list, &list->items[i]);
		if (item && json_array_append_new(array, item) == 0)
			continue;
		json_decref(array);
		array = NULL;
	}
	return array;
}

/* Appends an object without its end, so that a key may follow that is text already. */
static enum status open_object(json_t *object, struct text *text)
{
	const enum status status = json_text_append(text, object, SIGNIFICANT_DIGITS);
	while (!text->failed && text->length > 0 && strchr("}\n", text->bytes[text->length - 1]))
		text->length--;
	return status;
}

static enum status song_json(const struct findings *findings, struct text *text)
{
	json_t *object = json_object();
	set(&object, "file", json_text(song_path(findings)));
	set(&object, "verdict", json_text(song_verdict(findings)));
	set(&object, "diagnostics", diagnostics_json(findings->diagnostics));
	const enum status status = open_object(object, text);
	text_append(text, ",\n  \"report\": ");
	if (findings->report && findings->json)
		text_append_bytes(text, findings->json, findings->json_length);
	else
		text_append(text, "null\n");
	text_append(text, "}\n");
	return status;
}

enum status song_reports_json(const struct findings *findings, size_t count, struct text *text)
{
	json_t *object = json_object();
	set(&object, "schema", json_text(SONG_REPORTS_SCHEMA));
	set(&object, "version", json_text(STEMPRINT_VERSION));
	set(&object, "verdict", json_text(song_verdict_of_all(findings, count)));
	enum status status = open_object(object, text);
	text_append(text, ",\n  \"recipes\": [\n");
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		text_append(text, i == 0 ? "" : ",\n");
		status = song_json(&findings[i], text);
	}
	text_append(text, "]\n}\n");
	return text->failed ? STATUS_NO_MEMORY : status;
}

enum status song_reports_csv(const struct findings *findings, size_t count, struct text *text)
{
	text_append(text, "recipe,subject,quantity,value,unit,verdict\n");
	for (size_t i = 0; i < count; i++) {
		if (findings[i].report && findings[i].csv) {
			text_append_bytes(text, findings[i].csv, findings[i].csv_length);
			continue;
		}
		const char *path = song_path(&findings[i]);
		escape_append(text, ESCAPE_CSV, path ? path : "");
		text_append(text, ",recipe,rendered,,,%s\n", song_verdict(&findings[i]));
	}
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

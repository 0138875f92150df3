/* Writes the report for code scanning.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_sarif.h"

#include "report/diagnostic_location.h"
#include "report/json_text.h"
#include "report/printable.h"

#include <jansson.h>
#include <string.h>

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

enum { SIGNIFICANT_DIGITS = 15 };

/* A run that is being built. A NULL means out of memory, and json_pack() passes it on. */
struct run {
	json_t *rules;
	json_t *results;
	bool failed;
};

/* Makes text that json_pack() accepts: UTF-8 without controls. */
static json_t *shown(const char *bytes)
{
	struct text text = { 0 };
	printable_append(&text, bytes);
	json_t *value = text.failed ? NULL : json_string(!text.bytes ? "" : text.bytes);
	text_release(&text);
	return value;
}

/* Makes a reference by RFC 3986 from a path. A relative path stays relative. Its colon is escaped, because it would
 * look like the end of a scheme. */
static json_t *uri(const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
	struct text text = { 0 };
	text_append(&text, "%s", path[0] == '/' ? "file://" : "");
	for (; *path != '\0'; path++) {
		if (strchr(plain, *path))
			text_append_bytes(&text, path, 1);
		else
			text_append(&text, "%%%02X", (unsigned)(unsigned char)*path);
	}
	json_t *value = text.failed ? NULL : json_string(text.bytes);
	text_release(&text);
	return value;
}

static json_t *region(const struct diagnostic_location *location)
{
	return json_pack("{s:i,s:i,s:i}", "startLine", (int)location->line, "startColumn", (int)location->column,
			 "endColumn", (int)location->end_column);
}

static json_t *physical_location(const struct diagnostic_location *location)
{
	json_t *physical = json_pack("{s:{s:o}}", "artifactLocation", "uri", uri(location->file));
	if (physical && location->line != 0 && json_object_set_new(physical, "region", region(location)) != 0) {
		json_decref(physical);
		physical = NULL;
	}
	return json_pack("{s:o}", "physicalLocation", physical);
}

/* Returns an empty list for a diagnostic without a file. */
static json_t *location_list(const struct diagnostic_location *location)
{
	return !location->file ? json_array() : json_pack("[o]", physical_location(location));
}

/* Returns the index of a rule, and adds the rule when it is new. */
static size_t rule(struct run *run, const char *id, const char *words)
{
	size_t index;
	json_t *known;
	json_array_foreach(run->rules, index, known)
	{
		if (strcmp(json_string_value(json_object_get(known, "id")), id) == 0)
			return index;
	}
	json_t *made = json_pack("{s:s,s:{s:s}}", "id", id, "shortDescription", "text", words);
	run->failed |= json_array_append_new(run->rules, made) != 0;
	return index;
}

static void add(struct run *run, const char *id, const char *words, const char *level, const char *message,
		json_t *locations)
{
	size_t index = rule(run, id, words);
	json_t *result = json_pack("{s:s,s:i,s:s,s:{s:o},s:o}", "ruleId", id, "ruleIndex", (int)index, "level", level,
				   "message", "text", shown(message), "locations", locations);
	run->failed |= json_array_append_new(run->results, result) != 0;
}

/* Adds the locations that use a fragment, out to the recipe. */
static json_t *uses(const struct diagnostics *list, struct location at)
{
	json_t *locations = json_array();
	while (locations && at.origin != 0) {
		at = diagnostics_origin(list, at.origin).used_at;
		const struct diagnostic_location location = diagnostic_location(list, at);
		json_t *use = physical_location(&location);
		if (!use || json_object_set_new(use, "message", json_pack("{s:s}", "text", "used here")) != 0 ||
		    json_array_append(locations, use) != 0) {
			json_decref(locations);
			locations = NULL;
		}
		json_decref(use);
	}
	return locations;
}

static void add_diagnostic(struct run *run, const struct diagnostics *list, const struct diagnostic *item)
{
	const struct diagnostic_location location = diagnostic_location(list, item->at);
	const bool error = item->severity == SEVERITY_ERROR;
	struct text words = { 0 };
	text_append(&words, "%s in a recipe: %s", error ? "error" : "warning", item->code);
	run->failed |= words.failed;
	add(run, item->code, !words.bytes ? "" : words.bytes, error ? "error" : "warning", item->message,
	    location_list(&location));
	text_release(&words);
	json_t *result = json_array_get(run->results, json_array_size(run->results) - 1);
	if (item->at.origin != 0 && !run->failed)
		run->failed |= json_object_set_new(result, "relatedLocations", uses(list, item->at)) != 0;
}

static void add_verdict(struct run *run, const struct report *report, const struct verdict *verdict)
{
	const struct diagnostic_location location = { .file = report->recipe_path };
	struct text id = { 0 }, words = { 0 }, message = { 0 };
	const int kind = (int)strcspn(verdict->name, " ");
	text_append(&id, "verdict-%.*s", kind, verdict->name);
	text_append(&words, "failed verdict: %.*s", kind, verdict->name);
	text_append(&message, "%s: %s", verdict->name, verdict->detail);
	if (id.failed || words.failed || message.failed)
		run->failed = true;
	else
		add(run, id.bytes, words.bytes, "error", message.bytes, location_list(&location));
	text_release(&id);
	text_release(&words);
	text_release(&message);
}

static void add_findings(struct run *run, const struct findings *findings)
{
	const struct diagnostics *list = findings->diagnostics;
	const struct report *report = findings->report;
	run->failed |= (!!list && list->failed) || (report && report->verdicts->failed);
	for (size_t i = 0; list && i < list->count && !run->failed; i++)
		add_diagnostic(run, list, &list->items[i]);
	for (size_t i = 0; report && i < report->verdicts->count && !run->failed; i++)
		if (report->verdicts->items[i].status == VERDICT_FAIL)
			add_verdict(run, report, &report->verdicts->items[i]);
}

enum status report_sarif(const struct findings *findings, size_t count, struct text *text)
{
	struct run run = { .rules = json_array(), .results = json_array() };
	run.failed = !run.rules || !run.results;
	for (size_t i = 0; i < count && !run.failed; i++)
		add_findings(&run, &findings[i]);
	json_t *log = json_pack("{s:s,s:s,s:[{s:{s:{s:s,s:s,s:O}},s:s,s:O}]}", "$schema", SCHEMA, "version", "2.1.0",
				"runs", "tool", "driver", "name", "stemprint", "version", STEMPRINT_VERSION, "rules",
				run.rules, "columnKind", "unicodeCodePoints", "results", run.results);
	json_decref(run.rules);
	json_decref(run.results);
	if (!run.failed)
		return json_text_append(text, log, SIGNIFICANT_DIGITS);
	json_decref(log);
	return STATUS_NO_MEMORY;
}

/* Writes the report for programs that show test results.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_junit.h"

#include "base/path.h"
#include "report/diagnostic_text.h"
#include "report/escape.h"

#include <string.h>

static void attribute(struct text *text, const char *name, const char *value)
{
	text_append(text, " %s=\"", name);
	escape_append(text, ESCAPE_XML, value);
	text_append(text, "\"");
}

/* The counts of one suite, or of all suites. */
struct counts {
	size_t tests, failures, errors, skipped;
	double seconds;
};

/* Counts the cases. A recipe without a report counts as one error. */
static struct counts count_up(const struct findings *findings, size_t count)
{
	struct counts counts = { 0 };
	for (size_t i = 0; i < count; i++) {
		const struct report *report = findings[i].report;
		counts.tests += !report ? 1 : report->verdicts->count;
		counts.errors += !report;
		counts.failures += !report ? 0 : report->verdicts->counts[VERDICT_FAIL];
		counts.skipped += !report ? 0 : report->verdicts->counts[VERDICT_UNKNOWN];
		counts.seconds += findings[i].seconds;
	}
	return counts;
}

static void append_time(struct text *text, double seconds)
{
	text_append(text, " time=\"%.3f\"", seconds);
}

static void append_counts(struct text *text, const struct counts *counts)
{
	text_append(text, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", counts->tests, counts->failures,
		    counts->errors);
	append_time(text, counts->seconds);
}

static const char *own_name(const struct findings *findings)
{
	if (findings->report)
		return findings->report->recipe;
	return findings->diagnostics ? diagnostics_own_name(findings->diagnostics, 0) : NULL;
}

static const char *typed_path(const struct findings *findings)
{
	if (findings->report)
		return findings->report->recipe_path;
	return findings->diagnostics ? findings->diagnostics->file : NULL;
}

/* Appends "song." for "song.yaml". Viewers make a folder of each part of a class, so a name is one part. */
static void append_song(const char *recipe, struct text *text)
{
	const char *name = path_last_part(recipe), *dot = strrchr(name, '.');
	const size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name);
	for (size_t i = 0; i < length; i++)
		text_append_bytes(text, name[i] == '.' ? "_" : name + i, 1);
	text_append(text, ".");
}

/* One run finds all verdicts, so each has an equal part of its time: viewers that add up cases get the whole. */
static void begin_case(struct text *text, const struct findings *findings, const char *kind, const char *name)
{
	const size_t cases = findings->report ? findings->report->verdicts->count : 1;
	const char *recipe = own_name(findings), *path = typed_path(findings);
	struct text class = { 0 };
	text_append(&class, "stemprint.");
	if (recipe)
		append_song(recipe, &class);
	text_append(&class, "%.*s", (int)strcspn(kind, " "), kind);
	text_append(text, "\t\t<testcase");
	attribute(text, "classname", class.bytes ? class.bytes : "");
	attribute(text, "name", name);
	if (path)
		attribute(text, "file", path);
	append_time(text, findings->seconds / (double)cases);
	text->failed |= class.failed;
	text_release(&class);
}

static void outcome(struct text *text, const char *element, const char *type, const char *detail)
{
	text_append(text, "\t\t\t<%s", element);
	if (type)
		attribute(text, "type", type);
	attribute(text, "message", detail);
	text_append(text, "/>\n");
}

static void verdict_case(struct text *text, const struct findings *findings, const struct verdict *verdict)
{
	begin_case(text, findings, verdict->name, verdict->name);
	text_append(text, ">\n");
	switch (verdict->status) {
	case VERDICT_PASS:
		text_append(text, "\t\t\t<system-out>");
		escape_append(text, ESCAPE_XML, verdict->detail);
		text_append(text, "</system-out>\n");
		break;
	case VERDICT_FAIL:
		outcome(text, "failure", "verdict", verdict->detail);
		break;
	case VERDICT_UNKNOWN:
		outcome(text, "skipped", NULL, verdict->detail);
		break;
	}
	text_append(text, "\t\t</testcase>\n");
}

/* Appends all errors as a terminal shows them, line by line. A line feed does no harm in an element. */
static void escape_lines(struct text *text, char *lines)
{
	for (char *end; (end = strchr(lines, '\n')); lines = end + 1) {
		*end = '\0';
		escape_append(text, ESCAPE_XML, lines);
		text_append(text, "\n");
	}
}

static void error_case(struct text *text, const struct findings *findings)
{
	const struct diagnostics *list = findings->diagnostics;
	const struct diagnostic *first = NULL;
	struct text shown = { 0 };
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].severity != SEVERITY_ERROR)
			continue;
		first = !first ? &list->items[i] : first;
		diagnostic_text(list, i, false, &shown);
	}
	begin_case(text, findings, "recipe", "recipe");
	text_append(text, ">\n\t\t\t<error");
	attribute(text, "type", !first ? "error" : first->code);
	attribute(text, "message", !first ? "it could not be rendered" : first->message);
	text_append(text, ">");
	if (shown.bytes)
		escape_lines(text, shown.bytes);
	text_append(text, "</error>\n\t\t</testcase>\n");
	text->failed |= shown.failed;
	text_release(&shown);
}

/* Returns the name of the recipe's file, or its path as the user typed it when another recipe of the command has the
 * same name. */
static const char *suite_name(const struct findings *findings, size_t count, size_t index)
{
	const char *name = own_name(&findings[index]), *path = typed_path(&findings[index]);
	if (!name)
		return "stemprint";
	for (size_t i = 0; i < count; i++)
		if (i != index && own_name(&findings[i]) && strcmp(own_name(&findings[i]), name) == 0)
			return !path ? name : path;
	return name;
}

static void suite(struct text *text, const struct findings *findings, const char *name)
{
	const struct report *report = findings->report;
	const struct counts counts = count_up(findings, 1);
	text_append(text, "\t<testsuite");
	attribute(text, "name", name);
	append_counts(text, &counts);
	text_append(text, " skipped=\"%zu\">\n", counts.skipped);
	for (size_t i = 0; report && i < report->verdicts->count; i++)
		verdict_case(text, findings, &report->verdicts->items[i]);
	if (!report)
		error_case(text, findings);
	text_append(text, "\t</testsuite>\n");
}

enum status report_junit(const struct findings *findings, size_t count, struct text *text)
{
	const struct counts counts = count_up(findings, count);
	text_append(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stemprint\"");
	append_counts(text, &counts);
	text_append(text, ">\n");
	for (size_t i = 0; i < count; i++) {
		if (findings[i].report ? findings[i].report->verdicts->failed : findings[i].diagnostics->failed)
			return STATUS_NO_MEMORY;
		suite(text, &findings[i], suite_name(findings, count, i));
	}
	text_append(text, "</testsuites>\n");
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

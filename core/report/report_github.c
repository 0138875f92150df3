/* Writes the report for a GitHub workflow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_github.h"

#include "report/diagnostic_location.h"
#include "report/escape.h"
#include "report/figure.h"

#include <math.h>

static void diagnostic_command(const struct diagnostics *list, const struct diagnostic *item, struct text *text)
{
	const struct diagnostic_location location = diagnostic_location(list, item->at);
	text_append(text, item->severity == SEVERITY_ERROR ? "::error " : "::warning ");
	if (location.file) {
		text_append(text, "file=");
		escape_append(text, ESCAPE_COMMAND_PROPERTY, location.file);
		text_append(text, ",");
	}
	if (location.line != 0)
		text_append(text, "line=%u,col=%u,endColumn=%u,", location.line, location.column, location.end_column);
	text_append(text, "title=");
	escape_append(text, ESCAPE_COMMAND_PROPERTY, item->code);
	text_append(text, "::");
	escape_append(text, ESCAPE_COMMAND, item->message);
	text_append(text, "\n");
}

static void verdict_command(const struct report *report, const struct verdict *verdict, struct text *text)
{
	text_append(text, verdict->status == VERDICT_FAIL ? "::error " : "::warning ");
	if (report->recipe_path) {
		text_append(text, "file=");
		escape_append(text, ESCAPE_COMMAND_PROPERTY, report->recipe_path);
		text_append(text, ",");
	}
	text_append(text, "title=");
	escape_append(text, ESCAPE_COMMAND_PROPERTY, verdict->name);
	text_append(text, "::");
	escape_append(text, ESCAPE_COMMAND, verdict->name);
	text_append(text, ": ");
	escape_append(text, ESCAPE_COMMAND, verdict->detail);
	text_append(text, "\n");
}

static bool is_incomplete(const struct findings *findings)
{
	return (findings->report && findings->report->verdicts->failed) ||
	       (findings->diagnostics && findings->diagnostics->failed);
}

enum status report_github(const struct findings *findings, struct text *text)
{
	const struct report *report = findings->report;
	if (is_incomplete(findings))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; findings->diagnostics && i < findings->diagnostics->count; i++)
		diagnostic_command(findings->diagnostics, &findings->diagnostics->items[i], text);
	for (size_t i = 0; report && i < report->verdicts->count; i++)
		if (report->verdicts->items[i].status != VERDICT_PASS)
			verdict_command(report, &report->verdicts->items[i], text);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static const char *mark(enum verdict_status status)
{
	switch (status) {
	case VERDICT_PASS:
		return "\u2705 pass";
	case VERDICT_FAIL:
		return "\u274c fail";
	case VERDICT_UNKNOWN:
		return "\u2754 unknown";
	}
	return "";
}

static void heading(const struct findings *findings, struct text *text)
{
	const struct report *report = findings->report;
	const char *recipe = report ? report->recipe_path : findings->diagnostics ? findings->diagnostics->file : NULL;
	text_append(text, "### ");
	escape_append(text, ESCAPE_MARKDOWN, !recipe ? "stemprint" : recipe);
	if (report && report->title) {
		text_append(text, " \u201c");
		escape_append(text, ESCAPE_MARKDOWN, report->title);
		text_append(text, "\u201d");
	}
	if (report)
		text_append(text, ": %s", mark(report_verdict(report)));
	text_append(text, "\n\n");
}

static void verdict_table(const struct verdicts *verdicts, struct text *text)
{
	if (verdicts->count != 0)
		text_append(text, "| | verdict | |\n|---|---|---|\n");
	for (size_t i = 0; i < verdicts->count; i++) {
		text_append(text, "| %s | ", mark(verdicts->items[i].status));
		escape_append(text, ESCAPE_MARKDOWN, verdicts->items[i].name);
		text_append(text, " | ");
		escape_append(text, ESCAPE_MARKDOWN, verdicts->items[i].detail);
		text_append(text, " |\n");
	}
}

static void file_table(const struct report *report, struct text *text)
{
	if (report->file_count != 0)
		text_append(text, "\n| file | peak dBFS | true peak dBTP | LUFS I | LRA |\n|---|--:|--:|--:|--:|\n");
	for (size_t i = 0; i < report->file_count; i++) {
		const struct loudness *loudness = &report->files[i].loudness;
		text_append(text, "| ");
		escape_append(text, ESCAPE_MARKDOWN, report->files[i].path);
		text_append(text, " | ");
		figure_append(text, loudness->sample_peak_dbfs, 2);
		text_append(text, " | ");
		figure_append(text, loudness->true_peak_dbtp, 2);
		text_append(text, " | ");
		figure_append(text, loudness->integrated_lufs, 1);
		text_append(text, " | ");
		figure_append(text, loudness->range_lu, 1);
		text_append(text, " |\n");
	}
}

static void diagnostic_list(const struct diagnostics *list, struct text *text)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct diagnostic *item = &list->items[i];
		const struct diagnostic_location location = diagnostic_location(list, item->at);
		text_append(text, "- %s: ", item->severity == SEVERITY_ERROR ? "error" : "warning");
		escape_append(text, ESCAPE_MARKDOWN, !location.file ? "stemprint" : location.file);
		if (location.line != 0)
			text_append(text, ":%u:%u", location.line, location.column);
		text_append(text, ": ");
		escape_append(text, ESCAPE_MARKDOWN, item->message);
		text_append(text, "\n");
	}
}

enum status report_github_summary(const struct findings *findings, struct text *text)
{
	if (is_incomplete(findings))
		return STATUS_NO_MEMORY;
	heading(findings, text);
	if (findings->report) {
		verdict_table(findings->report->verdicts, text);
		file_table(findings->report, text);
		text_append(text, "\n");
	}
	if (findings->diagnostics && findings->diagnostics->count != 0) {
		diagnostic_list(findings->diagnostics, text);
		text_append(text, "\n");
	}
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

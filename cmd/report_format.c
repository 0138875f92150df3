/* Lists the formats of reports with the functions that write them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_format.h"

#include "report/report_csv.h"
#include "report/report_html.h"
#include "report/report_json.h"
#include "report/report_junit.h"
#include "report/report_sarif.h"
#include "report/song_reports.h"

static enum status print_json(const struct findings *findings, size_t count, struct text *text)
{
	(void)count;
	if (!findings->json)
		return report_json(findings->report, text);
	text_append_bytes(text, findings->json, findings->json_length);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status print_csv(const struct findings *findings, size_t count, struct text *text)
{
	(void)count;
	return report_csv(findings->report, text);
}

static enum status print_html(const struct findings *findings, size_t count, struct text *text)
{
	(void)count;
	return report_html(findings, text);
}

const struct report_format_row report_formats[REPORT_FORMAT_COUNT] = {
	[REPORT_JSON] = { "json", print_json, song_reports_json, false },
	[REPORT_CSV] = { "csv", print_csv, song_reports_csv, false },
	[REPORT_JUNIT] = { "junit", report_junit, report_junit, true },
	[REPORT_SARIF] = { "sarif", report_sarif, report_sarif, true },
	[REPORT_HTML] = { "html", print_html, song_reports_html, false },
};

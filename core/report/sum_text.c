/* Writes the levels at summing points, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sum_text.h"

#include "report/layout.h"

#include <math.h>

static const struct report_sum *highest(const struct report *report)
{
	const struct report_sum *most = &report->sums[0];
	for (size_t i = 1; i < report->sum_count; i++)
		if (report->sums[i].peak_dbfs > most->peak_dbfs)
			most = &report->sums[i];
	return most;
}

static void append_over(const struct report *report, struct text *line)
{
	const char *separator = "";
	for (size_t i = 0; i < report->sum_count; i++) {
		const struct report_sum *sum = &report->sums[i];
		if (!(sum->peak_dbfs > 0.0))
			continue;
		text_append(line, "%s%s %+.1f", separator, sum->strip, sum->peak_dbfs);
		separator = ", ";
	}
	text_append(line, " dBFS");
}

void sum_text(const struct report *report, size_t indent, struct text *text)
{
	const struct report_sum *most = highest(report);
	struct text line = { 0 };
	if (most->peak_dbfs > 0.0)
		append_over(report, &line);
	else if (isfinite(most->peak_dbfs))
		text_append(&line, "none over 0 dBFS; %s is the highest with %.1f dBFS", most->strip, most->peak_dbfs);
	else
		text_append(&line, "all are silent");
	layout_line(text, "sums", &line, indent);
}

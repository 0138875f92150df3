/* stemprint: the report for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_TEXT_H
#define STEMPRINT_REPORT_REPORT_TEXT_H

#include "base/text.h"
#include "report/report.h"

#include <stdbool.h>

/** Appends the report: what was rendered, a table of the files, a line for each proof, the verdicts with the details of
   those that did not pass. Lines hold at most 100 columns. `colour`: with ANSI escapes. "-" in the table is what could
   not be measured. When memory runs out text->failed is set. */
void report_text(const struct report *report, bool colour, struct text *text);

/** Appends a line for each verdict that failed, for those who asked for no report: "SUBJECT: FAIL NAME: DETAIL".
   Nothing when all of them passed. */
void report_failures_text(const struct report *report, const char *subject, bool colour, struct text *text);

#endif

/* stemprint: the report for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_TEXT_H
#define STEMPRINT_REPORT_REPORT_TEXT_H

#include "base/text.h"
#include "report/report.h"

#include <stdbool.h>

/** Appends the report: what was rendered, a table of the files, a line for each proof, and the verdicts, with the
   details of those that did not pass. Lines are as wide as the text (text->width). `colour` adds ANSI escapes. "-" in
   the table means that the value could not be measured. When out of memory, the function sets text->failed. */
void report_text(const struct report *report, bool colour, struct text *text);

/** Appends one line for each verdict that failed, for users who asked for no report: "SUBJECT: FAIL NAME: DETAIL".
    Appends nothing when all verdicts passed. */
void report_failures_text(const struct report *report, const char *subject, bool colour, struct text *text);

#endif

/* stemprint: the levels at summing points, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_SUM_TEXT_H
#define STEMPRINT_REPORT_SUM_TEXT_H

#include "base/text.h"
#include "report/report.h"

#include <stddef.h>

/** Appends the label "sums" and one sentence that is wrapped to column `indent`: the summing points whose peak exceeds
   0 dBFS, or the highest peak if none does. The report must have at least one sum. */
void sum_text(const struct report *report, size_t indent, struct text *text);

#endif

/* Writes which parts of the session were printed, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_RANGE_TEXT_H
#define STEMPRINT_REPORT_RANGE_TEXT_H

#include "report/report.h"

#include "base/text.h"

/** Appends a range: "verse: 12.000 s to 28.000 s", or only the times for a range without a name. */
void range_text(const struct report_range *range, double sample_rate, struct text *text);

#endif

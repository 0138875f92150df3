/* Writes which parts of the session were printed, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_RANGE_TEXT_H
#define STEMPRINT_REPORT_RANGE_TEXT_H

#include "report/report.h"

#include "base/text.h"

/** Appends a range: "verse: 12.000 s to 28.000 s", or only the times for a range without a name. An edit is told in
 * full. */
void range_text(const struct report_range *range, double sample_rate, struct text *text);

/** Appends an edit: "short: 30.000 s of 0.000 s to 8.000 s, then 40.000 s to 62.000 s, fade-out of 2.000 s (linear)".
 */
void edit_text(const char *name, const struct edit *edit, double sample_rate, struct text *text);

#endif

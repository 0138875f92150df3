/* stemprint: which limits judge which mix, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_JUDGED_TEXT_H
#define STEMPRINT_REPORT_JUDGED_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** Appends "mix: loudness by verify, quality; instrumental: ceiling of master; cue: nothing" on one line, without a
    line feed. Appends nothing when no limit judges any mix. */
void judged_text(const struct report *report, struct text *text);

#endif

/* stemprint: why a proof failed and what would repair it, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_CAUSE_TEXT_H
#define STEMPRINT_REPORT_CAUSE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** Appends the offsets, gains and polarities of the stems, if they were measured, and the causes that were found: the
    surest cause, and others that are nearly as sure. Appends nothing if the proof has neither. The first line follows
    a label of `indent` columns; the other lines begin at that column. */
void cause_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text);

#endif

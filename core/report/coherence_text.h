/* stemprint: what the stems of a proof have in common, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_COHERENCE_TEXT_H
#define STEMPRINT_REPORT_COHERENCE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** Appends the label "bleed", a table of stems by stems, and the pairs whose coherence is highest in any band. Lines
    begin at column `indent`. */
void coherence_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text);

#endif

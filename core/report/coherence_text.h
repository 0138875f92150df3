/* stemprint: what stems have in common, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_COHERENCE_TEXT_H
#define STEMPRINT_REPORT_COHERENCE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** A table of stems by stems, cut into several where it is wider than a terminal, and the pairs that are most alike
   somewhere. Lines begin at `indent`, the first one behind a label. */
void coherence_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text);

#endif

/* stemprint: why a null failed, and what would make it hold, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_CAUSE_TEXT_H
#define STEMPRINT_REPORT_CAUSE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** Lines of offsets, gains and polarities, where they were looked for, and of the causes that were named: the first,
   and others nearly as sure. Nothing without either. Text begins `indent` columns in, behind its label. */
void cause_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text);

#endif

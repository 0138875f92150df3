/* stemprint: the report for code scanning.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_SARIF_H
#define STEMPRINT_REPORT_REPORT_SARIF_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends one SARIF 2.1.0 log (OASIS, 2020; errata 01) with one run. Its results are all diagnostics with their
    regions, and the failed verdicts, which are about the recipe as a whole. A diagnostic inside a fragment has the
    locations that use the fragment as related locations. The id of a rule is the code of the diagnostic, or
    "verdict-null" for the verdict "null mix" and "verdict-clipping" for "clipping drums". `findings` has `count`
    elements, one for each recipe. Returns NO_MEMORY when out of memory. */
enum status report_sarif(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

#endif

/* stemprint: the report for code scanning.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_SARIF_H
#define STEMPRINT_REPORT_REPORT_SARIF_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends one SARIF 2.1.0 log (OASIS, 2020; errata 01) with one run. Its results are all diagnostics, with their
   regions, and where they lie in a fragment the places that use it as related locations; then the failed verdicts, on
   the recipe as a whole. A rule's id is the diagnostic's code, or "verdict-null", "verdict-clipping" for the verdicts
    "null mix", "clipping drums". `findings` are those of several recipes. */
enum status report_sarif(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

#endif

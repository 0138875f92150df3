/* stemprint: the report for programs that show test results.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_JUNIT_H
#define STEMPRINT_REPORT_REPORT_JUNIT_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends JUnit XML as Jenkins and GitLab read it: a suite for each recipe, and a case for each verdict. A failed case
    holds its detail as <failure>, an unknown one as <skipped>. Findings without a report make the one case "recipe"
   with an <error> that holds the diagnostics. The class of a case is "stemprint.SONG.KIND", and `file` the path of the
   recipe; without a recipe it is "stemprint.KIND". `time` is findings.seconds; the cases of a recipe share it evenly,
   because one run finds all verdicts. Returns NO_MEMORY when out of memory. */
enum status report_junit(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

#endif

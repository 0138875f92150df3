/* stemprint: the report for what shows tests.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_JUNIT_H
#define STEMPRINT_REPORT_REPORT_JUNIT_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends JUnit XML as Jenkins and GitLab read it: a suite for each recipe, a case for each verdict. A failed one
   holds its detail as <failure>, one that is unknown as <skipped>. Without a report the one case "recipe" is an <error>
   that holds what is wrong. There are no times: the same findings give the same bytes. */
enum status report_junit(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

#endif

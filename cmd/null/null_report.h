/* Describes the results of a null test in a report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_REPORT_H
#define STEMPRINT_CMD_NULL_NULL_REPORT_H

#include "cmd/null/null_job.h"

/** Fills in files, proof and verdicts; the rest of *report stays. */
enum status null_report(struct null_job *job, struct report *report) MUST_CHECK;

#endif

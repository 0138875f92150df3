/* Describes the results of a render job in a report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_REPORT_H
#define STEMPRINT_CMD_RENDER_RENDER_REPORT_H

#include "cmd/render/render_job.h"
#include "report/report.h"

/** Fills in the report of a render job that succeeded, with its verdicts. All memory comes from the project's arena. */
enum status render_report(const struct render_job *job, struct report *report) MUST_CHECK;

#endif

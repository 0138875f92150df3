/* Describes the results of a rendering in a report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDERING_REPORT_H
#define STEMPRINT_CMD_RENDERING_REPORT_H

#include "cmd/rendering.h"
#include "report/report.h"

/** Fills in the report of a rendering that succeeded, with its verdicts. All memory comes from the project's arena. */
enum status rendering_report(const struct rendering *rendering, struct report *report) MUST_CHECK;

#endif

/* stemprint: what a rendering amounts to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDERING_REPORT_H
#define STEMPRINT_CMD_RENDERING_REPORT_H

#include "cmd/rendering.h"
#include "report/report.h"

/** The report of a rendering that went well, with its verdicts. All memory comes from the project's arena. */
enum status rendering_report(const struct rendering *rendering, struct report *report) MUST_CHECK;

#endif

/* Reports levels at the summing points of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SUM_LEVELS_H
#define STEMPRINT_CMD_RENDER_SUM_LEVELS_H

#include "cmd/render/render_job.h"
#include "report/report.h"

/** Fills in `sums` of the report, one for each strip that is heard, in the order of the recipe. The memory comes from
    the project's arena. */
enum status sum_levels_report(const struct render_job *job, struct report *report) MUST_CHECK;

/** Warns of the highest summing point over 0 dBFS on a strip without a meter. It gives the warning "sum-over" at most
    once for each render. */
void sum_levels_warn(struct render_job *job);

#endif

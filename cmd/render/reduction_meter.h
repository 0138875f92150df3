/* Watches by how much the dynamics of a render turn the level, for its page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_REDUCTION_METER_H
#define STEMPRINT_CMD_RENDER_REDUCTION_METER_H

#include "cmd/render/render_job.h"

/** Opens the meter of a PRINT_REDUCTION. The job owns the printer. */
enum status reduction_meter_open(struct render_job *job, const struct graph *graph, const struct graph_print *print,
				 struct printer **printer) MUST_CHECK;

/** Fills in what all meters saw. */
enum status reduction_meters_report(const struct render_job *job, struct report *report) MUST_CHECK;

#endif

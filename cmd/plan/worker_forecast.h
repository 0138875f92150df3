/* Forecasts a render on a machine with more processors.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_WORKER_FORECAST_H
#define STEMPRINT_CMD_PLAN_WORKER_FORECAST_H

#include "base/text.h"
#include "cmd/job/project.h"
#include "graph/graph.h"

/** Appends how long one pass and the proof take on one worker and on so many, what the longest way through the tasks
    is, and what workers without work wait for. A trial tells the time of each task: on as many threads where this
   process may use so many processors, else on one. Returns INTERRUPTED, NO_MEMORY, or what the trial ended with. */
enum status worker_forecast_append(struct project *project, const struct graph *graph, size_t workers,
				   struct text *text) MUST_CHECK;

#endif

/* Runs a plan over noise for a short time, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_RUN_H
#define STEMPRINT_CMD_PLAN_TRIAL_RUN_H

#include "cmd/job/project.h"
#include "engine/engine.h"

/** Runs the plan for `frames` frames, with pink noise instead of the sources, and prints nothing. result->costs holds
    the cost of each node on one thread. */
enum status trial_run(struct project *project, const struct plan *plan, uint64_t frames,
		      struct engine_result *result) MUST_CHECK;

#endif

/* Runs a plan over noise for a short time, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_RUN_H
#define STEMPRINT_CMD_PLAN_TRIAL_RUN_H

#include "cmd/job/project.h"
#include "engine/engine.h"

struct trial {
	uint64_t frames; /**< the trial has so many */
	double level_dbfs; /**< of the noise of each source */
	struct arena *arena; /**< all that the trial makes goes there, and so do the costs */
};

/** Runs the plan with pink noise instead of the sources, and prints nothing. result->costs holds the cost of each node
   on one thread. */
enum status trial_run(struct project *project, const struct plan *plan, const struct trial *trial,
		      struct engine_result *result) MUST_CHECK;

#endif

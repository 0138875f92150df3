/* Runs a plan over noise for a short time, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_RUN_H
#define STEMPRINT_CMD_PLAN_TRIAL_RUN_H

#include "cmd/job/project.h"
#include "engine/engine.h"

struct trial {
	uint64_t frames; /**< the trial has so many */
	size_t shares; /**< the work is cut as for so many workers; 0: as for one */
	bool touch; /**< takes all memory before the clock runs, since a render takes it once in a long time */
	struct arena *arena; /**< all that the trial makes goes there, and so do the costs */
};

/** Runs the plan with pink noise instead of the sources, and prints nothing. All sources together are about as loud as
    a track of a mix. result->costs holds the cost of each node on one thread. Where `tasks` is not NULL, it gets the
    tasks that workers would share. */
enum status trial_run(struct project *project, const struct plan *plan, const struct trial *trial,
		      struct engine_result *result, struct engine_tasks *tasks) MUST_CHECK;

#endif

/* Runs a plan over a little of its sound, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_RUN_H
#define STEMPRINT_CMD_PLAN_TRIAL_RUN_H

#include "cmd/job/project.h"
#include "engine/engine.h"

struct trial {
	uint64_t warm_up; /**< so many frames come first, which fill what processors remember, and do not count */
	uint64_t frames; /**< about so many are then counted: whole blocks, result->cost_frames */
	size_t shares; /**< the work is cut as for so many workers; 0: as for one */
	struct workers *workers; /**< they run it; NULL: the caller's thread does */
	bool touch; /**< takes all memory before the clock runs, since a render takes it once in a long time */
	struct arena *arena; /**< all that the trial makes goes there, and so do the costs */
};

/** Runs the plan over pieces of a second from all over the session, and prints nothing. A source that cannot skip plays
    from its start. A session that is shorter than the trial makes the trial shorter. result->costs holds the CPU time
    of each node. Where `tasks` is not NULL, it gets the tasks that workers would share. Returns NO_MEMORY or
    INTERRUPTED, or BAD_SOURCE or NOT_FINITE, which the project's diagnostics tell. */
enum status trial_run(struct project *project, const struct plan *plan, const struct trial *trial,
		      struct engine_result *result, struct engine_tasks *tasks) MUST_CHECK;

#endif

/* Tells how long a render will take, before it runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TIME_ESTIMATE_H
#define STEMPRINT_CMD_PLAN_TIME_ESTIMATE_H

#include "cmd/job/resource_estimate.h"
#include "plan/plan.h"

/** Estimates the seconds that a render keeps one processor busy, without the tail. A short trial over noise tells what
    the engine costs on this machine. What reads, prints, measures and proves costs so many nanoseconds a sample. In the
    tests it is within a factor of two. Returns INTERRUPTED, NO_MEMORY, or what the trial ended with. */
enum status time_estimate_make(struct project *project, const struct plan *plan,
			       const struct resource_estimate *resources, double *seconds) MUST_CHECK;

#endif

/* Tells how long a render will take, before it runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TIME_ESTIMATE_H
#define STEMPRINT_CMD_PLAN_TIME_ESTIMATE_H

#include "cmd/job/resource_estimate.h"
#include "cmd/plan/trial_meters.h"
#include "plan/plan.h"

/** Estimates the seconds that a render keeps one processor busy, without the tail. Short trials tell what the engine,
    the files, the meters and the proof cost on this machine. In the tests it is within a factor of two. Returns
    INTERRUPTED, NO_MEMORY, or what a trial ended with. */
enum status time_estimate_make(struct project *project, const struct plan *plan,
			       const struct resource_estimate *resources, double *seconds) MUST_CHECK;

/** Finds by a short trial what it costs to read a printed sample of one channel back, to measure and to prove it.
    `together` says that the loudness of several files is measured together (verify/proof_tasks.h). The workers share
    the trial; NULL: the caller's thread runs it. Returns NO_MEMORY, or what the trial ended with. */
enum status time_estimate_meters(const struct project *project, bool together, struct workers *workers,
				 struct meter_costs *costs) MUST_CHECK;

#endif

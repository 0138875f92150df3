/* Tells how long a render will take, before it runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TIME_ESTIMATE_H
#define STEMPRINT_CMD_PLAN_TIME_ESTIMATE_H

#include "cmd/job/resource_estimate.h"
#include "cmd/plan/trial_meters.h"
#include "engine/engine_result.h"
#include "plan/plan.h"

/** Estimates the seconds that a render keeps one processor busy, without the tail. Short trials over noise tell what
    the engine, the meters and the proof cost on this machine. What reads and prints costs so many nanoseconds a sample.
    In the tests it is within a factor of two. Returns INTERRUPTED, NO_MEMORY, or what the trial ended with. */
enum status time_estimate_make(struct project *project, const struct plan *plan,
			       const struct resource_estimate *resources, double *seconds) MUST_CHECK;

/** Tells whether a render does what a trial did for this cost. The trial reads and prints nothing, but noise and tones
    are made in it as they are in the render. */
bool time_estimate_is_rendered(const struct project *project, const struct graph *graph,
			       const struct engine_cost *cost);

/** Returns the seconds that it takes to read a source for one frame of the session; 0 for one that is generated, or
    that another one reads along. */
double time_estimate_source(const struct project *project, size_t index);

/** Returns the seconds that it takes to print a frame of so many channels. */
double time_estimate_print(size_t channels);

/** Finds by a short trial what it costs to read a printed sample of one channel back, to measure and to prove it.
    `together` says that the loudness of several files is measured together (verify/proof_tasks.h). Returns NO_MEMORY,
   or what the trial ended with. */
enum status time_estimate_meters(const struct project *project, bool together, struct meter_costs *costs) MUST_CHECK;

#endif

/* Measures what meters and proof cost on this machine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_METERS_H
#define STEMPRINT_CMD_PLAN_TRIAL_METERS_H

#include "base/arena.h"
#include "base/status.h"
#include "verify/proof_tasks.h"

/** What it costs to read files back: CPU seconds of each kind of task for a sample of one channel of one file. A proof
    has so many samples as all of its files together. */
struct meter_costs {
	double seconds[PROOF_TASK_KINDS];
};

/** Measures a mix of pink noise and its only stem for a short time, as a render measures and proves what it has
   printed; `together` says that the loudness of both is measured together. The workers share the work; NULL: the
   caller's thread does it. The costs are without the reading of a file. The arena holds what the trial needs. Returns
   NO_MEMORY, or what the pass ended with. */
enum status trial_meters_run(double sample_rate, bool together, struct workers *workers, struct arena *arena,
			     struct meter_costs *costs) MUST_CHECK;

/** Returns the seconds of all tasks for such a sample. */
double meter_costs_sum(const struct meter_costs *costs);

#endif

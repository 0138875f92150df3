/* Runs a plan over noise for a short time, to see what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_TRIAL_RUN_H
#define STEMPRINT_CMD_JOB_TRIAL_RUN_H

#include "cmd/job/project.h"
#include "engine/engine.h"

/** Returns the CPU seconds of the calling thread. */
double trial_thread_clock(void);

/** Returns the CPU seconds of the whole process. */
double trial_process_clock(void);

/** Makes a printer for one print of the graph, which accepts all samples and keeps none. It belongs to the arena.
    Returns NULL when out of memory. */
struct printer *trial_printer(const struct graph *graph, const struct graph_print *print, struct arena *arena);

/** Makes a printer for each print of the graph, as trial_printer() does. Returns NULL when out of memory. */
struct printer **trial_printers(const struct graph *graph, struct arena *arena);

/** Runs the plan for `frames` frames, with pink noise in place of the sources, and prints nothing. result->costs holds
    the cost of each node on one thread. */
enum status trial_run(struct project *project, const struct plan *plan, uint64_t frames,
		      struct engine_result *result) MUST_CHECK;

#endif

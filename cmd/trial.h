/* stemprint: a short run of a plan over noise, to see what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TRIAL_H
#define STEMPRINT_CMD_TRIAL_H

#include "cmd/project.h"
#include "engine/engine.h"

/** CPU seconds of the calling thread. */
double trial_clock(void);

/** CPU seconds of the whole process. */
double trial_process_clock(void);

/** A printer for one print of the graph, that takes what comes and keeps nothing. Of the arena; NULL when out of memory. */
struct printer *trial_printer(const struct graph *graph, const struct graph_print *print, struct arena *arena);

/** A printer for each print of the graph, each as trial_printer() makes it; NULL when out of memory. */
struct printer **trial_printers(const struct graph *graph, struct arena *arena);

/** Runs the plan for `frames` frames, with pink noise in place of the sources, and prints nothing. result->costs tell what each node took on one
    thread. */
enum status trial_run(struct project *project, const struct plan *plan, uint64_t frames,
		      struct engine_result *result) MUST_CHECK;

#endif

/* Runs one graph of a render through the engine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_GRAPH_RUN_H
#define STEMPRINT_CMD_RENDER_GRAPH_RUN_H

#include "cmd/render/render_job.h"

/** Runs one graph through the engine; `frames` is as in engine_options. There is one printer for each print of the
    graph. Failures are reported in the project's diagnostics. */
enum status graph_run(struct render_job *job, const struct graph *graph, struct printer *const *printers,
		      uint64_t frames, struct engine_result *result) MUST_CHECK;

/** Runs a graph again on one thread, and lets `monitor` see the inputs and outputs of every processor. It reports
    nothing. */
enum status graph_run_monitored(struct render_job *job, const struct graph *graph, struct printer *const *printers,
				uint64_t frames, struct lane_monitor *monitor, struct engine_result *result) MUST_CHECK;

#endif

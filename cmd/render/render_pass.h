/* Runs a pass over one graph of a render, which prints files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_PASS_H
#define STEMPRINT_CMD_RENDER_RENDER_PASS_H

#include "cmd/render/render_job.h"

/** Runs one graph through the engine and adds its files and meters to the job; `frames` is as in engine_options.
    Failures are reported in the project's diagnostics. */
enum status render_pass_run(struct render_job *job, const struct graph *graph, uint64_t frames,
			    struct engine_result *result) MUST_CHECK;

/** Runs a pass that prints stems, and adds its sets to the job. If the stems do not add up, it finds out where. */
enum status render_pass_run_stems(struct render_job *job, const struct graph *graph, uint64_t frames,
				  struct engine_result *result) MUST_CHECK;

#endif

/* Renders one recipe from its graph to verified files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_STAGES_H
#define STEMPRINT_CMD_RENDER_RENDER_STAGES_H

#include "cmd/render/render_job.h"

/** Renders to temporaries, reads them back and measures them. Failures are reported in the project's diagnostics. No
    file has its final name yet: the caller calls output_set_commit() after it has added the report. */
enum status render_stages_run(struct render_job *job, struct project *project,
			      const struct render_settings *settings) MUST_CHECK;

/** Removes the files that were not committed. */
void render_stages_release(struct render_job *job);

#endif

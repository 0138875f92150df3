/* Runs the passes before a render that find the gains which its recipe leaves open.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_GAIN_SEARCH_H
#define STEMPRINT_CMD_RENDER_GAIN_SEARCH_H

#include "cmd/render/render_job.h"

/** Renders without printing, measures, and adds the gains to the project, until all are known. One pass serves all
    inserts that do not hear each other. Failures are reported in the project's diagnostics. */
enum status gain_search_run(struct render_job *job) MUST_CHECK;

#endif

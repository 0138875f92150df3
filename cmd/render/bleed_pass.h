/* Runs the passes that tell tracks apart within the stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_BLEED_PASS_H
#define STEMPRINT_CMD_RENDER_BLEED_PASS_H

#include "cmd/render/render_job.h"
#include "verify/bleed.h"

/** Measures, after the pass that prints, what the printed stems hold of each track. It runs the same graph again over
    as many frames, without files, with a lane for each track and stem. The gains are those of the whole mix, so every
    lane is what the printed stem holds of its track. One pass is enough unless tracks and labels are too many for it.
    `bleed` belongs to the project. It is NULL without stems; then a warning is given, unless the run was not to print
    any stems. */
enum status bleed_pass_run(struct render_job *job, const struct bleed **bleed) MUST_CHECK;

#endif

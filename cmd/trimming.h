/* stemprint: the passes that come before a render, to find the gains that its recipe leaves open.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TRIMMING_H
#define STEMPRINT_CMD_TRIMMING_H

#include "cmd/rendering.h"

/** Renders without printing, measures, and adds the gains to the project, until all are known; one pass for all that do not hear each other. What fails
    is told in the project's diagnostics. */
enum status trimming_run(struct rendering *rendering) MUST_CHECK;

#endif

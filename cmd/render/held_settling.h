/* Settles what was held back: how loud it is printed, and into which files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_HELD_SETTLING_H
#define STEMPRINT_CMD_RENDER_HELD_SETTLING_H

#include "cmd/render/render_job.h"

/** Finds the headroom, prints what was held back, if anything was, and releases it. It runs after the passes that print
    stems, when their sets are known, and after each pass of a mix that is rendered anew. Failures are reported. */
enum status held_prints_settle(struct render_job *job) MUST_CHECK;

#endif

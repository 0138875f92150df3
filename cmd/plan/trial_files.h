/* Measures what printing costs on this machine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_FILES_H
#define STEMPRINT_CMD_PLAN_TRIAL_FILES_H

#include "graph/graph.h"

/** Prints noise in the format of each print into a file in memory. (*seconds_per_frame)[i] is then what graph.prints[i]
    costs: CPU seconds for a frame of the session, 0 where no file is printed, or where the system has no more files.
    The arena holds them. Returns NO_MEMORY or OK. */
enum status trial_files_run(const struct graph *graph, struct arena *arena, double **seconds_per_frame) MUST_CHECK;

#endif

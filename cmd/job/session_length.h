/* Tells how long a session is before its sources are open.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_SESSION_LENGTH_H
#define STEMPRINT_CMD_JOB_SESSION_LENGTH_H

#include "cmd/job/project.h"

/** Returns the length that the recipe asks for, else that of the longest source, in seconds. The project must have been
    probed. */
double session_length_seconds(const struct project *project);

/** Returns the same length in frames of the session. */
uint64_t session_length_frames(const struct project *project);

/** Returns how many frames the tail of that graph may last at most. */
uint64_t session_tail_frames(const struct graph *graph);

#endif

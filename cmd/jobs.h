/* stemprint: how many threads work.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOBS_H
#define STEMPRINT_CMD_JOBS_H

#include "engine/workers.h"

#include <argp.h>
#include <stddef.h>

/** Reads a whole number from 1 to `most`; 0 when it is none. */
size_t jobs_parse_count(const char *text, size_t most);

/** The argument of --jobs; wrong usage ends the program. */
size_t jobs_parse(const char *text, struct argp_state *state);

/** Starts so many threads; 0: one a core that the process may use. NULL after an error message. */
struct workers *jobs_start(size_t jobs);

#endif

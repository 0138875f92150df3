/* Decides how many threads work.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_THREADS_H
#define STEMPRINT_CMD_THREADS_H

#include "engine/workers.h"

#include <argp.h>
#include <stddef.h>

/** Reads the argument of --jobs. Wrong usage ends the program. */
size_t threads_parse(const char *text, struct argp_state *state);

/** Returns how many threads `jobs` stands for: 0 means one for each core that the process may use. */
size_t threads_count(size_t jobs);

/** Starts `jobs` threads; 0 means one for each core that the process may use, and that the other jobs of make leave.
    Returns NULL after an error message. */
struct workers *threads_start(size_t jobs);

#endif

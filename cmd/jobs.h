/* Decides how many threads work.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOBS_H
#define STEMPRINT_CMD_JOBS_H

#include "engine/workers.h"

#include <argp.h>
#include <stddef.h>

/** Reads a whole number from 1 to `most`. Returns 0 when the text is no such number. */
size_t jobs_parse_count(const char *text, size_t most);

/** Reads the argument of --jobs. Wrong usage ends the program. */
size_t jobs_parse(const char *text, struct argp_state *state);

/** Starts `jobs` threads; 0 means one for each core that the process may use. Returns NULL after an error message. */
struct workers *jobs_start(size_t jobs);

#endif

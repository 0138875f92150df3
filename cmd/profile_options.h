/* stemprint: which loudness profiles a command judges by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PROFILE_OPTIONS_H
#define STEMPRINT_CMD_PROFILE_OPTIONS_H

#include "cmd/exit_code.h"
#include "io/profile_file.h"

#include <argp.h>

enum { PROFILE_OPTIONS_MAXIMUM = 16 };

/** All zero: none. */
struct profile_options {
	const char *names[PROFILE_OPTIONS_MAXIMUM];
	const struct loudness_profile *profiles[PROFILE_OPTIONS_MAXIMUM]; /**< once read */
	size_t count;
};

/** One --profile; a name that is unknown ends the program, with the nearest right one. */
void profile_options_add(struct profile_options *options, const char *name, struct argp_state *state);

/** Reads them all; what is wrong with a file is told on stderr. */
enum exit_code profile_options_read(struct profile_options *options, struct arena *arena);

/** Prints those that come with the program. */
enum exit_code profile_options_list(struct arena *arena);

#endif

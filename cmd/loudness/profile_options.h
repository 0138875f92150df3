/* Reads the loudness profiles that a command judges by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_LOUDNESS_PROFILE_OPTIONS_H
#define STEMPRINT_CMD_LOUDNESS_PROFILE_OPTIONS_H

#include "cmd/exit_code.h"
#include "io/profile_file.h"

#include <argp.h>

enum { PROFILE_OPTIONS_MAXIMUM = 16 };

/** All zero means no profiles. */
struct profile_options {
	const char *names[PROFILE_OPTIONS_MAXIMUM];
	const struct loudness_profile *profiles[PROFILE_OPTIONS_MAXIMUM]; /**< set once they are read */
	size_t count;
};

/** Takes one --profile. An unknown name ends the program with a message that suggests the nearest right one. */
void profile_options_add(struct profile_options *options, const char *name, struct argp_state *state);

/** Reads all profiles. Faults of a file are reported on stderr. */
enum exit_code profile_options_read(struct profile_options *options, struct arena *arena);

/** Prints the profiles that come with the program. */
enum exit_code profile_options_list(struct arena *arena);

#endif

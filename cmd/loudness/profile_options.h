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

/** Reads all profiles. Faults of a file are printed at once, with its lines, and the diagnostics name the file. Returns
    OK, BAD_RECIPE, BAD_SOURCE, LIMIT or NO_MEMORY. The profiles come from the arena of the diagnostics. */
enum status profile_options_read(struct profile_options *options, struct diagnostics *diagnostics) MUST_CHECK;

/** Prints the profiles that come with the program. */
enum exit_code profile_options_list(void);

#endif

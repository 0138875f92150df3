/* Reads the options for the rule that make and ninja include.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_DEPFILE_OPTIONS_H
#define STEMPRINT_CMD_RENDER_DEPFILE_OPTIONS_H

#include "base/arena.h"

#include <argp.h>
#include <stdbool.h>

/** All zero means that nothing was asked for. */
struct depfile_options {
	const char *path; /**< the file of the rule; NULL means none, or that of -MD */
	bool beside_stamp; /**< -MD: the rule goes beside the stamp, with ".d" behind its name */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct depfile_options. */
extern const struct argp depfile_options_argp;

/** Finds the path of the rule's file. *path is from the arena, or NULL when no rule is asked for. `stamp` is the file
   of
    --stamp, or NULL when there is none; then -MD names no file. Returns false when out of memory. */
bool depfile_options_path(const struct depfile_options *options, const char *stamp, struct arena *arena,
			  const char **path);

#endif

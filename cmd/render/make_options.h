/* Reads the options for make and ninja.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_MAKE_OPTIONS_H
#define STEMPRINT_CMD_RENDER_MAKE_OPTIONS_H

#include "base/arena.h"

#include <argp.h>
#include <stdbool.h>

/** All zero means that nothing was asked for. */
struct make_options {
	const char *stamp; /**< the file that says that all verdicts passed; NULL means none */
	const char *depfile; /**< the file of rules; NULL means none, or that of -MD */
	bool beside_stamp; /**< -MD: the rules go beside the stamp, with ".d" behind its name */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct make_options. */
extern const struct argp make_options_argp;

/** Tells whether rules are asked for. */
bool make_options_has_depfile(const struct make_options *options);

/** Returns the path of the file of rules that is asked for, from the arena, or NULL when out of memory. */
const char *make_options_depfile(const struct make_options *options, struct arena *arena);

#endif

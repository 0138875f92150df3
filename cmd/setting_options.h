/* Reads --set, which gives values to the variables of recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_SETTING_OPTIONS_H
#define STEMPRINT_CMD_SETTING_OPTIONS_H

#include "recipe/variable.h"

#include <argp.h>

struct setting_options {
	struct recipe_setting *items; /**< [settings.count] in the order of the command line */
	struct recipe_settings settings; /**< its items are those above */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct setting_options that is all zero.
    Release it with setting_options_release(). */
extern const struct argp setting_options_argp;

/** The table of the parser, and the key of --set in it. */
extern const struct argp_option setting_options_table[];
enum { SETTING_OPTIONS_KEY = 0x4100 };

/** Adds the argument of an option, NAME=VALUE, for commands with more options of that kind. `option` is the name with
   its dashes. Refuses what is no such argument, and a name that has a value already. */
void setting_options_add(struct setting_options *options, const char *option, const char *argument,
			 const struct argp_state *state);

void setting_options_release(struct setting_options *options);

#endif

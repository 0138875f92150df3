/* Finds options that a command does not have, before argp reads the command line.
   SPDX-License-Identifier: GPL-3.0-or-later

   argp takes an abbreviated option for a whole one, so a script may break when an option is added, and it names no
   nearest option. */
#ifndef STEMPRINT_CMD_OPTION_CHECK_H
#define STEMPRINT_CMD_OPTION_CHECK_H

#include <argp.h>
#include <stdbool.h>

/** Returns whether all long options of the command line are options of the command in full. Otherwise it complains
    about the first that is not. A word -h becomes --help. `argv` ends with NULL. */
bool option_check(const struct argp *argp, int argc, char **argv);

#endif

/* Reads --color, which all commands have.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TERMINAL_OPTIONS_H
#define STEMPRINT_CMD_TERMINAL_OPTIONS_H

#include <argp.h>

/** This parser is added to that of every command (command_line.h). It has no input. */
extern const struct argp terminal_options_argp;

#endif

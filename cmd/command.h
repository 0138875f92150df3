/* Declares the commands.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each command has a folder of its name. Only cmd prints to the terminal or ends the process. */
#ifndef STEMPRINT_CMD_COMMAND_H
#define STEMPRINT_CMD_COMMAND_H

#include "cmd/exit_code.h"

#include <argp.h>
#include <stddef.h>

struct command {
	const char *name;
	const char *summary;
	/** argv[0] is "stemprint NAME". The command parses its own options with argp, which prints help and ends with 2
	    on wrong usage. */
	enum exit_code (*run)(int argc, char **argv);
	const struct argp *argp; /**< its options, arguments and description */
};

extern const struct command command_render;
extern const struct command command_verify;
extern const struct command command_report;
extern const struct command command_loudness;
extern const struct command command_quality;
extern const struct command command_check;
extern const struct command command_null;
extern const struct command command_diff;
extern const struct command command_graph;
extern const struct command command_plan;
extern const struct command command_processors;
extern const struct command command_schema;
extern const struct command command_presets;
extern const struct command command_init;

#endif

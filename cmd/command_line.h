/* Reads the words behind a command.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_COMMAND_LINE_H
#define STEMPRINT_CMD_COMMAND_LINE_H

#include "cmd/exit_code.h"

#include <argp.h>

/** Reads options and arguments into `arguments`, the input of the parser. Help and wrong usage end the process. Returns
    EXIT_WELL, or, after a message, the code to return when the reading itself failed. */
enum exit_code command_line_read(const struct argp *argp, int argc, char **argv, void *arguments) MUST_CHECK;

#endif

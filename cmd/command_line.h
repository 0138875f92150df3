/* stemprint: the words behind a command.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_COMMAND_LINE_H
#define STEMPRINT_CMD_COMMAND_LINE_H

#include "cmd/exit_code.h"

#include <argp.h>

/** Reads options and arguments into `arguments`, the parser's input. Help and wrong usage end the process. EXIT_WELL,
    or the code to return when the reading itself failed, which is told. */
enum exit_code command_line_read(const struct argp *argp, int argc, char **argv, void *arguments) MUST_CHECK;

#endif

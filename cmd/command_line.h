/* Reads the options and arguments of a command.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_COMMAND_LINE_H
#define STEMPRINT_CMD_COMMAND_LINE_H

#include "cmd/exit_code.h"

#include <argp.h>
#include <stddef.h>

/** Reads options and arguments into `arguments`, the input of the parser. Help and wrong usage end the process.
    An option must be written in full. Returns
    EXIT_WELL, or, after a message, the code to return when the reading itself failed. */
enum exit_code command_line_read(const struct argp *argp, int argc, char **argv, void *arguments) MUST_CHECK;

/** Refuses the command line, as argp_error() does: the process ends. Names of strangers are made safe for a terminal.
 */
void command_line_refuse(const struct argp_state *state, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Returns the index of a word among the values that an option takes. Refuses the command line when it is none of them.
    `option` is the name with its dashes. */
size_t command_line_choice(const struct argp_state *state, const char *option, const char *const *values, size_t count,
			   const char *word);

/** Reads a whole number from 1 to `most`. Returns 0 when the text is no such number. */
size_t command_line_whole_number(const char *text, size_t most);

#endif

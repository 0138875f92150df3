/* stemprint: what may be done on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TERMINAL_H
#define STEMPRINT_CMD_TERMINAL_H

#include "base/diagnostic.h"

#include <stdbool.h>
#include <stdio.h>

/** Whether to write in colour: on a terminal that is not "dumb", unless NO_COLOR is set. */
bool terminal_colour(FILE *stream);

/** Whether to draw a progress bar: stderr is a terminal that is not "dumb". */
bool terminal_progress(void);

/** Prints them all to stderr, in the order of their places, in colour on a terminal. */
void terminal_print_diagnostics(struct diagnostics *diagnostics);

#endif

/* stemprint: what may be done on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TERMINAL_H
#define STEMPRINT_CMD_TERMINAL_H

#include "base/diagnostic.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>

/** Whether to write in colour: on a terminal that is not "dumb", unless NO_COLOR is set. */
bool terminal_colour(FILE *stream);

/** Whether to draw a progress bar: stderr is a terminal that is not "dumb". */
bool terminal_progress(void);

/** Standard error, after all that standard output was given before: where both are one log, no line stands inside
    another. Everything that goes to standard error goes here. */
FILE *terminal_error(void);

/** printf on it, as a line of the program: "stemprint: ...". */
void terminal_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Prints them all to stderr, in the order of their places, in colour on a terminal. */
void terminal_print_diagnostics(struct diagnostics *diagnostics);

/** Prints the verdicts that failed to stderr, a line each, for a run that prints no report. `subject`: the recipe, or
    the program's name. */
void terminal_print_failures(const struct report *report, const char *subject);

#endif

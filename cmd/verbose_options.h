/* Reads --verbose, which all commands have that read files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERBOSE_OPTIONS_H
#define STEMPRINT_CMD_VERBOSE_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

/** This parser belongs to the files of a command (file_arguments.h). It has no input. */
extern const struct argp verbose_options_argp;

/** Returns whether --verbose was given: what more there is to tell goes to standard error. */
bool verbose_is_asked_for(void);

/** Tells the time that the command took since stopwatch_now() was `began`, if --verbose was given. */
void verbose_tell_time(double began);

#endif

/* Handles the signals that end programs: the work stops, cleans up and dies of the signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INTERRUPT_H
#define STEMPRINT_CMD_INTERRUPT_H

#include "cmd/exit_code.h"

#include <signal.h>
#include <stdbool.h>

/** It is 0 until a signal comes, and then the number of that signal. */
extern volatile sig_atomic_t interrupt_signal;

/** Takes the signals over that end a process by default. A signal that was ignored (nohup) stays ignored. Work that has
    not stopped 0.1 s after the signal ends there, and so it does at a second signal: the temporaries are removed, and
   the process dies. Neither happens during the short time in which files get their names. */
void interrupt_install(void);

/** Asks the command to stop after so many seconds by the clock, as a signal does. */
void interrupt_after(double seconds);

/** Tells whether the command was asked to stop because its time was over. */
bool interrupt_is_late(void);

/** Ends a command that was asked to stop: dies of the signal, or says that the time was over and returns the code for
    that. */
enum exit_code interrupt_end(void);

/** Removes the temporaries, says the words, and ends the process with EXIT_LIMIT. Returns only during the short time in
    which files get their names; the caller then tries again. Any thread may call this. */
void interrupt_end_at_once(const char *words);

/** Dies of the signal that came, so that the caller's shell sees it. Returns if none came, or if the time was
    over. */
void interrupt_die(void);

#endif

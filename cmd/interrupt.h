/* Handles SIGINT, SIGTERM and SIGHUP: the render stops, cleans up and dies of the signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INTERRUPT_H
#define STEMPRINT_CMD_INTERRUPT_H

#include <signal.h>

/** It is 0 until a signal comes, and then the number of that signal. */
extern volatile sig_atomic_t interrupt_signal;

/** Takes the signals over. A signal that was ignored (nohup) stays ignored. A second signal removes the temporaries and
    kills at once, but not during the short time in which files get their names. */
void interrupt_install(void);

/** Dies of the signal that came, so that the caller's shell sees it. Returns if none came. */
void interrupt_die(void);

#endif

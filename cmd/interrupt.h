/* stemprint: SIGINT, SIGTERM and SIGHUP ask the render to stop; it cleans up and dies of the signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INTERRUPT_H
#define STEMPRINT_CMD_INTERRUPT_H

#include <signal.h>

/** Nonzero, the signal's number, once one has come. */
extern volatile sig_atomic_t interrupt_signal;

/** Takes the signals over. One that was ignored (nohup) stays ignored. A second one removes the temporaries and kills
    at once, but not while files get their names, which is short. */
void interrupt_install(void);

/** Dies of the signal that came, so that the caller's shell sees it. Returns if none came. */
void interrupt_die(void);

#endif

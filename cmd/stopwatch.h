/* Tells how long work has taken by the clock.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_STOPWATCH_H
#define STEMPRINT_CMD_STOPWATCH_H

/** Returns the seconds of a clock that nobody sets. It is over 0. */
double stopwatch_now(void);

#endif

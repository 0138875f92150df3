/* Shares the cores of the machine with the other jobs of `make -j`.
   SPDX-License-Identifier: GPL-3.0-or-later

   GNU make and its peers keep a pipe with a byte for each job that may still run. A program that takes a byte may run
   one more thread; it puts the byte back when it ends. The protocol is in the manual of GNU make, "Job Slots". */
#ifndef STEMPRINT_CMD_JOBSERVER_H
#define STEMPRINT_CMD_JOBSERVER_H

#include <stddef.h>

/** Returns how many threads may run, from 1 to `wanted`. Without a jobserver these are all. Where make names a
   jobserver but keeps it closed, because the line of the rule does not begin with "+", one thread may run. The first
   call takes what is free then; later calls return the same. */
size_t jobserver_take(size_t wanted);

/** Puts back what was taken. Calls only async-signal-safe functions. Does nothing when nothing is taken. */
void jobserver_give_back(void);

#endif

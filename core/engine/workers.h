/* stemprint: threads that wait for work.
   SPDX-License-Identifier: GPL-3.0-or-later

   Made once, shared by all that runs in turn. The thread that asks works too, so that one worker is no thread at all. */
#ifndef STEMPRINT_ENGINE_WORKERS_H
#define STEMPRINT_ENGINE_WORKERS_H

#include <stddef.h>

enum { WORKERS_MAXIMUM = 256 };

struct workers;

/** 1 to WORKERS_MAXIMUM, the caller among them. Threads start when there is work for the first time, so that who forks before has none; from then on
    they are at rest whenever workers_run() has returned. All flush denormals to zero, as the caller is to do. NULL when out of memory. */
struct workers *workers_new(size_t count);

/** Ends the threads. NULL is fine. */
void workers_free(struct workers *workers);

/** How many work, the caller among them; 1 for NULL. Fewer than asked for where the system has no more threads. */
size_t workers_count(const struct workers *workers);

/** Runs `work` once on every thread at the same time, the caller's too, and returns when all have returned. Not from within
    work. NULL: on the caller's thread alone. */
void workers_run(struct workers *workers, void (*work)(void *context), void *context);

#endif

/* Keeps threads that wait for work.
   SPDX-License-Identifier: GPL-3.0-or-later

   The threads are made once, and all jobs that run in turn share them. The calling thread works too, so that one
   worker needs no further thread. */
#ifndef STEMPRINT_ENGINE_WORKERS_H
#define STEMPRINT_ENGINE_WORKERS_H

#include <stddef.h>

enum { WORKERS_MAXIMUM = 256 };

struct workers;

/** Makes 1 to WORKERS_MAXIMUM workers; the caller is one of them. Threads start when there is work for the first
    time, so that a process that forks before has none; from then on they rest whenever workers_run() has returned.
    All flush denormals to zero, as the caller has to do. Returns NULL when out of memory. */
struct workers *workers_new(size_t count);

/** Ends the threads. `workers` may be NULL. */
void workers_free(struct workers *workers);

/** Returns the number of workers, the caller among them; 1 for NULL. There are fewer than asked for where the system
    has no more threads. */
size_t workers_count(const struct workers *workers);

/** Runs `work` once on every thread at the same time, the caller's too, and returns when all have returned. `work`
    must not call workers_run(). Without workers (NULL) it runs on the caller's thread alone. */
void workers_run(struct workers *workers, void (*work)(void *context), void *context);

#endif

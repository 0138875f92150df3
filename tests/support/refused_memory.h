/* stemprint tests: memory that runs out at a chosen call.
   SPDX-License-Identifier: GPL-3.0-or-later

   Whoever uses it has the linker send malloc, calloc, realloc and the arena's arrays and texts through here (--wrap).
   The arena's too: its chunks hide most of what is asked for from malloc. */
#ifndef STEMPRINT_TESTS_SUPPORT_REFUSED_MEMORY_H
#define STEMPRINT_TESTS_SUPPORT_REFUSED_MEMORY_H

#include <stddef.h>

/** Refuses the call of that number from now on. The first call has the number 1; 0 refuses none. */
void memory_refuse(size_t call);

/** Returns the number of calls since then. */
size_t memory_calls(void);

#endif

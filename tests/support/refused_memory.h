/* stemprint tests: memory that runs out at a place of choice.
   SPDX-License-Identifier: GPL-3.0-or-later

   Whoever uses it has the linker send malloc, calloc, realloc and the arena's arrays and texts through here (--wrap).
   The arena's too: its chunks hide most of what is asked for from malloc. */
#ifndef STEMPRINT_TESTS_SUPPORT_REFUSED_MEMORY_H
#define STEMPRINT_TESTS_SUPPORT_REFUSED_MEMORY_H

#include <stddef.h>

/** From here on the call of that number is refused, from 1; 0: none is. */
void memory_refuse(size_t call);

/** Calls since then. */
size_t memory_calls(void);

#endif

/* Ends a command whose memory grows beyond its limit.
   SPDX-License-Identifier: GPL-3.0-or-later

   The estimates refuse what they know of before the work begins. Libraries may take what no estimate knows, so a thread
   also looks at the memory that the process and its children have: at once, then each 50 ms, and the more often the
   less room is left, down to each millisecond. The work itself pays nothing for it. */
#ifndef STEMPRINT_CMD_JOB_MEMORY_GUARD_H
#define STEMPRINT_CMD_JOB_MEMORY_GUARD_H

#include <stddef.h>

/** Guards the process to its end: it has that many bytes at most. Beyond them it ends at once with EXIT_LIMIT and a
    message, and leaves no temporaries. Only the first call counts. Where the kernel does not tell the memory of a
    process, nothing is guarded. */
void memory_guard_begin(size_t most);

#endif

/* Tells how much memory the machine has left for a process.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_MACHINE_MEMORY_H
#define STEMPRINT_IO_MACHINE_MEMORY_H

#include <stddef.h>

/** Returns the bytes that the process may still take without swapping: what the kernel calls available, or what the
    control groups of the process leave, whichever is less. Returns 0 where neither can be read. */
size_t machine_memory_available(void);

/** Lets the kernel refuse the process memory of its own beyond so many bytes, as if the machine had none left. What the
    program has already counts. The limit lies half as high again, and 32 MB more: memory that was only reserved counts
    here, and half of what an arena reserves may never be used. A limit that is lower already stays. */
void machine_memory_limit(size_t bytes);

/** Leaves room for the stacks of so many threads beyond that limit. They are reserved, and hardly used. */
void machine_memory_leave_stacks(size_t threads);

#endif

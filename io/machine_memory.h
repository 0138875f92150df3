/* Tells how much memory the machine has left for a process.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_MACHINE_MEMORY_H
#define STEMPRINT_IO_MACHINE_MEMORY_H

#include <stddef.h>

/** Returns the bytes that the process may still take without swapping: what the kernel calls available, or what the
    control groups of the process leave, whichever is less. Returns 0 where neither can be read. */
size_t machine_memory_available(void);

#endif

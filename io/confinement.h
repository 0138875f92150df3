/* stemprint: a process that hostile bytes may take over without harm.
   SPDX-License-Identifier: GPL-3.0-or-later

   Libraries that parse audio files have had faults that let a file run code. A confined process can read and write the
   descriptors that it keeps, take memory up to its limit, and end. It needs to open nothing: its parent opens each
   file, and passes the descriptor. Three walls stand one behind the other: seccomp lets only a few calls of the system
   through, Landlock (Linux 5.13) takes every file, folder and port away, and limits of the process stop growth. */
#ifndef STEMPRINT_IO_CONFINEMENT_H
#define STEMPRINT_IO_CONFINEMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct confinement {
	int kept; /**< the only descriptor that stays open */
	uint64_t memory_bytes; /**< the memory above what the process has already */
	unsigned cpu_seconds; /**< the limit of the processor's time; 0: none */
};

/** Returns whether this kernel can confine a process: whether it has seccomp with filters. Without it untrusted files
   are not read. Landlock is used where the kernel has it, and is not needed. */
bool confinement_is_possible(void);

/** Confines the calling process, which has one thread, for good. `parent` is the process that made it: it ends with
   that one. The function also overwrites the environment, because it may hold secrets. Does not return when a wall that
   is needed cannot be put up: the process ends with the code 1. */
void confinement_enter(const struct confinement *confinement, pid_t parent);

/** Limits memory and time of the calling process, and takes its right to write files and core dumps. */
void confinement_set_limits(uint64_t memory_bytes, unsigned cpu_seconds);

/** These are the walls one by one, for tests. They return false when the kernel refuses them. */
bool confinement_take_files(void);
bool confinement_take_calls(void);

#endif

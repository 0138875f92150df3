/* stemprint: how much memory a process has in the machine now.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_RESIDENT_MEMORY_H
#define STEMPRINT_IO_RESIDENT_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

struct resident_memory {
	uint64_t bytes; /**< all pages that are in memory, with those of files and libraries; proc(5) calls it resident
			 */
	uint64_t shared_bytes; /**< those of them that other processes may have too */
};

/** Opens the file `statm` of a process, like "/proc/self/statm". Returns its descriptor, or -1. */
int resident_memory_open(const char *path);

/** Reads the open file anew. Takes no memory and no lock. Returns false when the kernel says nothing. */
bool resident_memory_read(int file, struct resident_memory *memory);

#endif

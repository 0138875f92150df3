/* Reads the memory of a process from /proc.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/resident_memory.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

int resident_memory_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* The numbers are pages: of the program, resident, shared. The kernel writes them anew for a read at the beginning. */
bool resident_memory_read(int file, struct resident_memory *memory)
{
	char line[256];
	uint64_t resident, shared;
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const ssize_t length = pread(file, line, sizeof line - 1, 0);
	line[length > 0 ? length : 0] = '\0';
	if (sscanf(line, "%*u %" SCNu64 " %" SCNu64, &resident, &shared) != 2)
		return false;
	*memory = (struct resident_memory){ resident * page, (shared < resident ? shared : resident) * page };
	return true;
}

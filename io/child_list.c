/* Notes the child processes that live, and adds up their memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/child_list.h"

#include "io/resident_memory.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { CHILDREN_MOST = 256 };

static atomic_int children[CHILDREN_MOST]; /* 0: a free place */

static void replace(int old, int process)
{
	for (size_t i = 0; i < CHILDREN_MOST; i++) {
		int expected = old;
		if (atomic_compare_exchange_strong(&children[i], &expected, process))
			return;
	}
}

void child_list_add(pid_t process)
{
	if (process > 0)
		replace(0, process);
}

void child_list_remove(pid_t process)
{
	replace(process, 0);
}

static uint64_t bytes_of(pid_t process)
{
	char path[64];
	struct resident_memory memory = { 0 };
	snprintf(path, sizeof path, "/proc/%d/statm", (int)process);
	const int file = resident_memory_open(path);
	if (file < 0)
		return 0;
	const bool read = resident_memory_read(file, &memory);
	close(file);
	return read ? memory.bytes - memory.shared_bytes : 0;
}

uint64_t child_list_bytes(void)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < CHILDREN_MOST; i++) {
		const int process = atomic_load(&children[i]);
		bytes += process > 0 ? bytes_of(process) : 0;
	}
	return bytes;
}

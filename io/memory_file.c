/* stemprint: a file that is in memory alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/memory_file.h"

#include <stdio.h>
#include <sys/mman.h>

int memory_file_open(char path[MEMORY_FILE_PATH_BYTES])
{
	const int descriptor = memfd_create("stemprint", MFD_CLOEXEC);
	snprintf(path, MEMORY_FILE_PATH_BYTES, "/proc/self/fd/%d", descriptor);
	return descriptor;
}

/* Asks the file system of a folder for its room.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/free_space.h"

#include "base/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

bool free_space_of(const char *folder, uint64_t *bytes)
{
	char *path = strdup(*folder ? folder : ".");
	struct statvfs found;
	int result = -1;
	if (!path)
		return false;
	do
		result = statvfs(path, &found);
	while (result != 0 && errno == ENOENT && path_cut(path));
	free(path);
	if (result != 0 || found.f_blocks == 0)
		return false;
	*bytes = (uint64_t)found.f_bavail * found.f_frsize;
	return true;
}

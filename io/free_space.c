/* Asks the file system of a folder for its room.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/free_space.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

/* Cuts the last part off a path; what is left of a name alone is ".". Returns false where nothing is left to cut. */
static bool cut(char *path)
{
	char *slash = strrchr(path, '/');
	if (!slash && strcmp(path, ".") == 0)
		return false;
	if (!slash) {
		memcpy(path, ".", 2);
		return true;
	}
	const bool root = slash == path;
	if (root && slash[1] == '\0')
		return false;
	slash[root ? 1 : 0] = '\0';
	return true;
}

bool free_space_of(const char *folder, uint64_t *bytes)
{
	char *path = strdup(*folder ? folder : ".");
	struct statvfs found;
	int result = -1;
	if (!path)
		return false;
	do
		result = statvfs(path, &found);
	while (result != 0 && errno == ENOENT && cut(path));
	free(path);
	if (result != 0 || found.f_blocks == 0)
		return false;
	*bytes = (uint64_t)found.f_bavail * found.f_frsize;
	return true;
}

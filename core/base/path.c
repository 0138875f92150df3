/* Takes the paths of files apart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <string.h>

const char *path_last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

bool path_cut(char *path)
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

/* Returns how many bytes both paths have in common, up to the end of a whole part. */
static size_t common_length(const char *folder, const char *file)
{
	size_t common = 0;
	for (size_t i = 0; folder[i] == file[i] && file[i] != '\0'; i++)
		if (file[i] == '/')
			common = i;
		else if (folder[i + 1] == '\0' && file[i + 1] == '/')
			common = i + 1;
	return common;
}

const char *path_between(const char *folder, const char *file, struct arena *arena)
{
	const size_t common = common_length(folder, file);
	size_t up = 0;
	for (const char *at = folder + common; *at != '\0'; at++)
		up += at[0] == '/' && at[1] != '\0';
	char *ups = arena_array(arena, 3 * up + 1, 1);
	if (!ups)
		return NULL;
	memset(ups, '.', 3 * up);
	for (size_t i = 0; i < up; i++)
		ups[3 * i + 2] = '/';
	return arena_format(arena, "%s%s", ups, file + common + 1);
}

bool path_stays_beside(const char *from, const char *path)
{
	const size_t folder = (size_t)(path_last_part(from) - from);
	if (strncmp(path, from, folder) != 0 || path[folder] == '/')
		return false;
	size_t depth = 0;
	for (const char *part = path + folder; *part;) {
		const size_t length = strcspn(part, "/");
		const bool up = length == 2 && memcmp(part, "..", 2) == 0;
		if (up && depth == 0)
			return false;
		if (up)
			depth--;
		else if (length > 0 && !(length == 1 && part[0] == '.'))
			depth++;
		part += length + (part[length] == '/');
	}
	return true;
}

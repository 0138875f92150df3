/* Takes a path below a folder apart at its slashes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/inner_path.h"

#include "io/file_call.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool leaves(const char *part, size_t length)
{
	return length == 0 || (length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.');
}

const char *inner_path_problem(const char *path)
{
	const size_t length = strlen(path);
	if (length == 0 || length >= PATH_MAX || path[0] == '/' || path[length - 1] == '/')
		return "the name of an output must be that of a file below the directory";
	for (const char *part = path; *part;) {
		const size_t part_length = strcspn(part, "/");
		if (leaves(part, part_length))
			return "the name of an output must not leave the directory";
		if (part_length > NAME_MAX)
			return "its name is too long";
		part += part_length + (part[part_length] == '/');
	}
	return NULL;
}

int inner_path_open_folder(int folder, const char *path, const char **last)
{
	int open_folder = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	const char *part = path;
	for (const char *slash; open_folder >= 0 && (slash = strchr(part, '/')); part = slash + 1) {
		char name[NAME_MAX + 1];
		const size_t length = (size_t)(slash - part);
		memcpy(name, part, length);
		name[length] = '\0';
		const int below = file_open_at(open_folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		file_close(open_folder);
		open_folder = below;
	}
	*last = part;
	return open_folder;
}

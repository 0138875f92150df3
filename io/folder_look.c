/* Looks whether a folder is there, or could be made.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/folder_look.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A link that leads nowhere is something, too. */
static bool is_there(const char *path)
{
	struct stat facts;
	return lstat(path, &facts) == 0 || errno != ENOENT;
}

/* A folder is made in the last one that is there. */
static enum status check_parent(const char *path, struct problem *problem)
{
	struct stat facts;
	int error = stat(path, &facts) == 0 ? 0 : errno;
	if (!error && !S_ISDIR(facts.st_mode))
		error = ENOTDIR;
	if (!error && faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) != 0)
		error = errno;
	return error ? problem_fail(problem, "the folder cannot be made", error, STATUS_BAD_OUTPUT) : STATUS_OK;
}

enum status folder_look(const char *path, bool *missing, struct problem *problem)
{
	char *there = strdup(*path ? path : ".");
	if (!there)
		return problem_out_of_memory(problem);
	*missing = false;
	while (!is_there(there) && path_cut(there))
		*missing = true;
	const enum status status = *missing ? check_parent(there, problem) : STATUS_OK;
	free(there);
	return status;
}

enum status folder_look_in(int folder, const char *name, size_t length, bool *missing, struct problem *problem)
{
	char copy[NAME_MAX + 1];
	struct stat facts;
	if (length > NAME_MAX)
		return problem_fail(problem, "the folder cannot be made", ENAMETOOLONG, STATUS_BAD_OUTPUT);
	memcpy(copy, name, length);
	copy[length] = '\0';
	*missing = fstatat(folder, copy, &facts, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
	return *missing ? folder_look_is_writable(folder, problem) : STATUS_OK;
}

enum status folder_look_is_writable(int folder, struct problem *problem)
{
	if (faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) == 0)
		return STATUS_OK;
	return problem_fail(problem, "it cannot be written", errno, STATUS_BAD_OUTPUT);
}

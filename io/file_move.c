/* Renames files and swaps their names in one folder, by renameat2() or step by step.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_move.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_lacking(int error)
{
	return error == EINVAL || error == ENOSYS || error == ENOTSUP;
}

/* A file system such as FAT has no links. Only stemprint should write here, and it has just looked at the folder. */
static int rename_after_looking(int folder, const char *from, const char *to)
{
	struct stat facts;
	if (fstatat(folder, to, &facts, AT_SYMLINK_NOFOLLOW) == 0)
		return EEXIST;
	if (errno != ENOENT)
		return errno;
	return renameat(folder, from, folder, to) == 0 ? 0 : errno;
}

static int link_over(int folder, const char *from, const char *to)
{
	if (linkat(folder, from, folder, to, 0) != 0)
		return errno == EPERM || errno == EMLINK || is_lacking(errno) ? rename_after_looking(folder, from, to)
									      : errno;
	if (unlinkat(folder, from, 0) == 0)
		return 0;
	const int error = errno;
	unlinkat(folder, to, 0);
	return error;
}

int file_move_new(int folder, const char *from, const char *to)
{
	if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0)
		return 0;
	return is_lacking(errno) ? link_over(folder, from, to) : errno;
}

static int swap_by_spare(int folder, const char *one, const char *other, const char *spare)
{
	int error = file_move_new(folder, other, spare);
	if (error)
		return error;
	error = file_move_new(folder, one, other);
	if (!error) {
		error = file_move_new(folder, spare, one);
		if (!error)
			return 0;
		(void)file_move_new(folder, other, one);
	}
	(void)file_move_new(folder, spare, other);
	return error;
}

int file_move_swap(int folder, const char *one, const char *other, const char *spare)
{
	if (renameat2(folder, one, folder, other, RENAME_EXCHANGE) == 0)
		return 0;
	return is_lacking(errno) ? swap_by_spare(folder, one, other, spare) : errno;
}

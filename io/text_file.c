/* Reads a small text file as a whole.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text_file.h"

#include "io/fence.h"
#include "io/file_call.h"
#include "io/problem.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status refuse(const char **problem, const char *why)
{
	*problem = why;
	return STATUS_BAD_RECIPE;
}

static enum status refuse_errno(const char **problem, int error, struct arena *arena)
{
	struct problem text;
	const enum status status = problem_fail(&text, NULL, error, STATUS_BAD_RECIPE);
	*problem = arena_text(arena, text.text, strlen(text.text));
	return *problem ? status : STATUS_NO_MEMORY;
}

static enum status read_open_file(int file, size_t maximum, struct arena *arena, const char **bytes, size_t *length,
				  const char **problem)
{
	struct stat about;
	if (fstat(file, &about) != 0)
		return refuse_errno(problem, errno, arena);
	if (!S_ISREG(about.st_mode))
		return refuse(problem, S_ISDIR(about.st_mode) ? "it is a folder; name the file in it"
							      : "it is not a regular file");
	size_t capacity = maximum + 1;
	if (about.st_size > 0 && (size_t)about.st_size < maximum)
		capacity = (size_t)about.st_size + 1;
	char *room = arena_array(arena, capacity, 1);
	if (!room)
		return STATUS_NO_MEMORY;
	ssize_t count = file_read(file, room, capacity);
	if (count < 0)
		return refuse_errno(problem, errno, arena);
	if ((size_t)count == capacity && capacity <= maximum)
		return refuse(problem, "it grew while it was read; try again");
	*bytes = room;
	*length = (size_t)count;
	return STATUS_OK;
}

enum status text_file_read(const char *path, size_t maximum, struct arena *arena, const char **bytes, size_t *length,
			   const char **problem)
{
	const char *refusal;
	int file = fence_open(path, &refusal);
	if (file < 0)
		return refusal ? refuse(problem, refusal) : refuse_errno(problem, errno, arena);
	enum status status = read_open_file(file, maximum, arena, bytes, length, problem);
	file_close(file);
	return status;
}

enum status text_input_read(size_t maximum, struct arena *arena, const char **bytes, size_t *length,
			    const char **problem)
{
	char *room = arena_array(arena, maximum + 1, 1);
	if (!room)
		return STATUS_NO_MEMORY;
	const ssize_t count = file_read(STDIN_FILENO, room, maximum + 1);
	if (count < 0)
		return refuse_errno(problem, errno, arena);
	*bytes = room;
	*length = (size_t)count;
	return STATUS_OK;
}

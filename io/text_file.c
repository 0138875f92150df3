/* Reads a small text file as a whole.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads at most `capacity` bytes. Returns -1 with errno set when reading fails. */
static ssize_t read_all(int file, char *bytes, size_t capacity)
{
	size_t length = 0;
	while (length < capacity) {
		ssize_t count = read(file, bytes + length, capacity - length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		if (count == 0)
			break;
		length += (size_t)count;
	}
	return (ssize_t)length;
}

static enum status refuse(const char **problem, const char *why)
{
	*problem = why;
	return STATUS_BAD_SOURCE;
}

static enum status read_open_file(int file, size_t maximum, struct arena *arena, const char **bytes, size_t *length,
				  const char **problem)
{
	struct stat about;
	if (fstat(file, &about) != 0)
		return refuse(problem, strerror(errno));
	if (!S_ISREG(about.st_mode))
		return refuse(problem, S_ISDIR(about.st_mode) ? "it is a folder; name the file in it"
							      : "it is not a regular file");
	size_t capacity = maximum + 1;
	if (about.st_size > 0 && (size_t)about.st_size < maximum)
		capacity = (size_t)about.st_size + 1;
	char *room = arena_array(arena, capacity, 1);
	if (!room)
		return STATUS_NO_MEMORY;
	ssize_t count = read_all(file, room, capacity);
	if (count < 0)
		return refuse(problem, strerror(errno));
	if ((size_t)count == capacity && capacity <= maximum)
		return refuse(problem, "it grew while it was read; try again");
	*bytes = room;
	*length = (size_t)count;
	return STATUS_OK;
}

enum status text_file_read(const char *path, size_t maximum, struct arena *arena, const char **bytes, size_t *length,
			   const char **problem)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file < 0)
		return refuse(problem, strerror(errno));
	enum status status = read_open_file(file, maximum, arena, bytes, length, problem);
	close(file);
	return status;
}

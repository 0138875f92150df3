/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status refuse(struct diagnostics *diagnostics, const char *problem)
{
	diagnostics_error(diagnostics, "no-recipe", (struct position){ 0 }, "the recipe cannot be read: %s", problem);
	return diagnostics_status(diagnostics);
}

/* At most `capacity` bytes; -1 with errno set when reading fails. */
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

static enum status read_open_file(int file, struct arena *arena, struct diagnostics *diagnostics,
				  struct document_node **root)
{
	struct stat about;
	if (fstat(file, &about) != 0)
		return refuse(diagnostics, strerror(errno));
	if (!S_ISREG(about.st_mode))
		return refuse(diagnostics, S_ISDIR(about.st_mode) ? "it is a folder; name the file in it"
								  : "it is not a regular file");
	/* One byte more than a recipe may have, to see that there are more; a byte order mark is not counted. */
	size_t capacity = YAML_BYTES_MAXIMUM + 4;
	if (about.st_size > 0 && about.st_size < YAML_BYTES_MAXIMUM)
		capacity = (size_t)about.st_size + 1;
	char *bytes = arena_array(arena, capacity, 1);
	if (!bytes)
		return STATUS_NO_MEMORY;
	ssize_t length = read_all(file, bytes, capacity);
	if (length < 0)
		return refuse(diagnostics, strerror(errno));
	if ((size_t)length == capacity && capacity <= YAML_BYTES_MAXIMUM)
		return refuse(diagnostics, "it grew while it was read; try again");
	return yaml_read_bytes(bytes, (size_t)length, arena, diagnostics, root);
}

enum status yaml_read_file(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			   struct document_node **root)
{
	*root = NULL;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* O_NONBLOCK: a FIFO does not hang here */
	if (file < 0)
		return refuse(diagnostics, strerror(errno));
	enum status status = read_open_file(file, arena, diagnostics, root);
	close(file);
	return status;
}

/* Calls the system until a call on a file is done or fails.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <unistd.h>

static bool is_interrupted(ssize_t result)
{
	return result < 0 && errno == EINTR;
}

int file_open_at(int folder, const char *name, int flags)
{
	int descriptor;
	do
		descriptor = openat(folder, name, flags | O_CLOEXEC, 0666);
	while (is_interrupted(descriptor));
	return descriptor;
}

int file_open_to_read_at(int folder, const char *name)
{
	return file_open_at(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
}

int file_open_to_read(const char *path)
{
	return file_open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

/* Reads once. A negative offset stands for the position of the descriptor. */
static ssize_t read_some(int descriptor, void *bytes, size_t count, off_t offset)
{
	return offset < 0 ? read(descriptor, bytes, count) : pread(descriptor, bytes, count, offset);
}

static ssize_t read_all(int descriptor, void *bytes, size_t count, off_t offset)
{
	size_t done = 0;
	while (done < count) {
		const off_t at = offset < 0 ? offset : offset + (off_t)done;
		const ssize_t got = read_some(descriptor, (char *)bytes + done, count - done, at);
		if (is_interrupted(got))
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

ssize_t file_read(int descriptor, void *bytes, size_t count)
{
	return read_all(descriptor, bytes, count, -1);
}

ssize_t file_read_at(int descriptor, void *bytes, size_t count, off_t offset)
{
	return read_all(descriptor, bytes, count, offset);
}

static ssize_t write_some(int descriptor, const void *bytes, size_t count, off_t offset)
{
	return offset < 0 ? write(descriptor, bytes, count) : pwrite(descriptor, bytes, count, offset);
}

/* A disk that takes no byte and names no error is full. */
static int write_all(int descriptor, const void *bytes, size_t count, off_t offset)
{
	for (size_t done = 0; done < count;) {
		const off_t at = offset < 0 ? offset : offset + (off_t)done;
		const ssize_t wrote = write_some(descriptor, (const char *)bytes + done, count - done, at);
		if (is_interrupted(wrote))
			continue;
		if (wrote <= 0)
			return wrote < 0 ? errno : ENOSPC;
		done += (size_t)wrote;
	}
	return 0;
}

int file_write(int descriptor, const void *bytes, size_t count)
{
	return write_all(descriptor, bytes, count, -1);
}

int file_write_at(int descriptor, const void *bytes, size_t count, off_t offset)
{
	return write_all(descriptor, bytes, count, offset);
}

int file_sync(int descriptor)
{
	int result;
	do
		result = fsync(descriptor);
	while (is_interrupted(result));
	return result == 0 ? 0 : errno;
}

int file_sync_data(int descriptor)
{
	int result;
	do
		result = fdatasync(descriptor);
	while (is_interrupted(result));
	return result == 0 ? 0 : errno;
}

int file_lock(int descriptor)
{
	int result;
	do
		result = flock(descriptor, LOCK_EX | LOCK_NB);
	while (is_interrupted(result));
	return result == 0 ? 0 : errno;
}

/* Linux closes the descriptor before it looks for signals. A second call might close the file of another thread. */
int file_close(int descriptor)
{
	const int before = errno;
	const int error = close(descriptor) == 0 || errno == EINTR ? 0 : errno;
	errno = before;
	return error;
}

/* Reads a file in windows of bytes, and shows such a window to libsndfile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_window.h"

#include "io/file_call.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void file_window_open(struct file_window *window, int descriptor, uint64_t size)
{
	window->descriptor = descriptor;
	window->size = size;
	window->position = window->start = 0;
	window->held = window->patch_count = 0;
	window->error = 0;
	window->passing = NULL;
}

bool file_window_show(struct file_window *window, uint64_t offset, const void *bytes, size_t count)
{
	if (window->patch_count == FILE_WINDOW_PATCHES || count > FILE_WINDOW_PATCH_BYTES)
		return false;
	struct file_window_patch *patch = &window->patches[window->patch_count++];
	patch->offset = offset;
	patch->count = count;
	memcpy(patch->bytes, bytes, count);
	return true;
}

/* Puts the bytes that are shown over those that were read. */
static void cover(const struct file_window_patch *patch, uint64_t offset, unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < patch->count; i++) {
		const uint64_t at = patch->offset + i;
		if (at >= offset && at - offset < count)
			bytes[at - offset] = patch->bytes[i];
	}
}

/* Reads bytes from the disk, as many as there are. */
static size_t read_through(struct file_window *window, uint64_t offset, unsigned char *bytes, size_t count)
{
	const ssize_t got = file_read_at(window->descriptor, bytes, count, (off_t)offset);
	if (got < 0 && window->error == 0)
		window->error = errno;
	if (got > 0 && window->passing) {
		passing_hash_see(window->passing, offset, bytes, (size_t)got);
		if (window->error == 0)
			window->error = passing_hash_error(window->passing);
	}
	return got < 0 ? 0 : (size_t)got;
}

static size_t read_window(struct file_window *window, uint64_t offset, unsigned char *bytes, size_t count)
{
	if (offset >= window->size)
		return 0;
	if (count > window->size - offset)
		count = (size_t)(window->size - offset);
	if (count > FILE_WINDOW_BYTES)
		return read_through(window, offset, bytes, count);
	if (offset < window->start || offset + count > window->start + window->held) {
		const uint64_t left = window->size - offset;
		window->start = offset;
		window->held = read_through(window, offset, window->bytes,
					    left < FILE_WINDOW_BYTES ? (size_t)left : FILE_WINDOW_BYTES);
	}
	if (count > window->held - (size_t)(offset - window->start))
		count = window->held - (size_t)(offset - window->start);
	memcpy(bytes, window->bytes + (offset - window->start), count);
	return count;
}

size_t file_window_read(struct file_window *window, uint64_t offset, void *bytes, size_t count)
{
	const size_t got = read_window(window, offset, bytes, count);
	for (size_t i = 0; i < window->patch_count; i++)
		cover(&window->patches[i], offset, bytes, got);
	return got;
}

static sf_count_t sound_length(void *context)
{
	const struct file_window *window = context;
	return (sf_count_t)window->size;
}

/* The function works like lseek(): it accepts a position past the end, and refuses one before the start. */
static sf_count_t sound_seek(sf_count_t offset, int whence, void *context)
{
	struct file_window *window = context;
	sf_count_t from = 0, target;
	if (whence == SEEK_CUR)
		from = (sf_count_t)window->position;
	else if (whence == SEEK_END)
		from = (sf_count_t)window->size;
	if (__builtin_add_overflow(from, offset, &target) || target < 0)
		return -1;
	window->position = (uint64_t)target;
	return target;
}

/* The library keeps the errno that it had, so that library_call_end() sees it. */
static sf_count_t sound_read(void *bytes, sf_count_t count, void *context)
{
	struct file_window *window = context;
	if (count <= 0)
		return 0;
	const int before = errno;
	size_t got = file_window_read(window, window->position, bytes, (size_t)count);
	errno = before;
	window->position += got;
	return (sf_count_t)got;
}

static sf_count_t sound_tell(void *context)
{
	const struct file_window *window = context;
	return (sf_count_t)window->position;
}

SNDFILE *file_window_sound(struct file_window *window, SF_INFO *info)
{
	SF_VIRTUAL_IO calls = {
		.get_filelen = sound_length, .seek = sound_seek, .read = sound_read, .tell = sound_tell
	};
	window->position = 0;
	return sf_open_virtual(&calls, SFM_READ, info, window);
}

/* Writes into a file what libsndfile writes, and remembers the first error.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_sink.h"

#include "io/file_call.h"

#include <errno.h>
#include <stdio.h>

void file_sink_open(struct file_sink *sink, int descriptor)
{
	*sink = (struct file_sink){ .descriptor = descriptor };
}

static sf_count_t sound_length(void *context)
{
	const struct file_sink *sink = context;
	return (sf_count_t)sink->size;
}

static sf_count_t sound_seek(sf_count_t offset, int whence, void *context)
{
	struct file_sink *sink = context;
	sf_count_t from = 0, target;
	if (whence == SEEK_CUR)
		from = (sf_count_t)sink->position;
	else if (whence == SEEK_END)
		from = (sf_count_t)sink->size;
	if (__builtin_add_overflow(from, offset, &target) || target < 0)
		return -1;
	sink->position = (uint64_t)target;
	return target;
}

static sf_count_t sound_write(const void *bytes, sf_count_t count, void *context)
{
	struct file_sink *sink = context;
	if (count <= 0 || sink->error)
		return 0;
	const int before = errno;
	sink->error = file_write_at(sink->descriptor, bytes, (size_t)count, (off_t)sink->position);
	errno = before; /* library_call_end() looks for that of the library */
	if (sink->error)
		return 0;
	sink->position += (uint64_t)count;
	if (sink->position > sink->size)
		sink->size = sink->position;
	return count;
}

static sf_count_t sound_tell(void *context)
{
	const struct file_sink *sink = context;
	return (sf_count_t)sink->position;
}

SNDFILE *file_sink_sound(struct file_sink *sink, SF_INFO *info)
{
	SF_VIRTUAL_IO calls = {
		.get_filelen = sound_length, .seek = sound_seek, .write = sound_write, .tell = sound_tell
	};
	return sf_open_virtual(&calls, SFM_WRITE, info, sink);
}

/* Checks the length in the header of a CAF file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/caf_check.h"

#include "io/byte_number.h"
#include "io/chunk_walk.h"
#include "io/sound_extent.h"

#include <string.h>

enum { FILE_HEAD_BYTES = 8, EDIT_COUNT_BYTES = 4 };

/* Returns the bytes of a frame. It returns 0 where a packet holds many frames or has a length of its own. */
static uint64_t frame_bytes_of(struct file_window *window, const struct chunk *chunk)
{
	enum { DESCRIPTION_BYTES = 32, PACKET_BYTES = 16, PACKET_FRAMES = 20 };
	unsigned char bytes[DESCRIPTION_BYTES];
	if (file_window_read(window, chunk->start, bytes, sizeof bytes) != sizeof bytes ||
	    big_endian_number(bytes + PACKET_FRAMES, 4) != 1)
		return 0;
	return big_endian_number(bytes + PACKET_BYTES, 4);
}

static enum status check_sound(struct file_window *window, const struct chunk *chunk, uint64_t frame_bytes,
			       struct container_facts *facts, struct problem *problem)
{
	facts->open_ended = chunk->length == UINT64_MAX;
	if (facts->open_ended)
		return STATUS_OK;
	const struct sound_extent extent = { .start = chunk->start + EDIT_COUNT_BYTES,
					     .promised_bytes = chunk->length > EDIT_COUNT_BYTES
								       ? chunk->length - EDIT_COUNT_BYTES
								       : 0,
					     .frame_bytes = frame_bytes,
					     .shape = &chunk_shape_caf };
	if (frame_bytes)
		facts->frames = extent.promised_bytes / frame_bytes;
	return sound_extent_check(window, &extent, problem);
}

/* Finds the data chunk and the bytes of its frames. Returns false where the file has no data chunk. */
static bool find_sound(struct file_window *window, struct chunk *chunk, uint64_t *frame_bytes)
{
	uint64_t at = FILE_HEAD_BYTES;
	*frame_bytes = 0;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && chunk_read(window, &chunk_shape_caf, at, chunk); i++) {
		if (chunk_is(chunk, "desc"))
			*frame_bytes = frame_bytes_of(window, chunk);
		if (chunk_is(chunk, "data"))
			return true;
		at = chunk_next(&chunk_shape_caf, chunk);
	}
	return false;
}

static bool is_caf(struct file_window *window)
{
	unsigned char bytes[4];
	return file_window_read(window, 0, bytes, sizeof bytes) == sizeof bytes && memcmp(bytes, "caff", 4) == 0;
}

bool caf_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem)
{
	struct chunk chunk;
	uint64_t frame_bytes;
	if (!is_caf(window))
		return false;
	*status = STATUS_OK;
	if (find_sound(window, &chunk, &frame_bytes))
		*status = check_sound(window, &chunk, frame_bytes, facts, problem);
	return true;
}

bool caf_mend(struct file_window *window)
{
	struct chunk chunk;
	uint64_t frame_bytes;
	if (!is_caf(window))
		return false;
	if (!find_sound(window, &chunk, &frame_bytes) || chunk.length != UINT64_MAX || chunk.start > window->size)
		return true;
	unsigned char length[8];
	for (unsigned i = 0; i < sizeof length; i++)
		length[i] = (unsigned char)((window->size - chunk.start) >> (8 * (sizeof length - 1 - i)));
	file_window_show(window, chunk.start - sizeof length, length, sizeof length);
	return true;
}

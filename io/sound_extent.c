/* Compares the sound that a header promises with the bytes of the file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sound_extent.h"

#include "io/byte_number.h"

#include <inttypes.h>
#include <string.h>

#define FOUR_GIB (UINT64_C(1) << 32)

static enum status tell_missing(const struct sound_extent *extent, uint64_t present, struct problem *problem)
{
	const uint64_t unit = extent->frame_bytes ? extent->frame_bytes : 1;
	const uint64_t promised_units = extent->promised_bytes / unit, present_units = present / unit;
	if (present_units >= promised_units)
		return STATUS_OK;
	problem_set(problem, "it ends early: %" PRIu64 " of %" PRIu64 " %s are missing; copy or export it again",
		    promised_units - present_units, promised_units, extent->frame_bytes ? "frames" : "bytes of sound");
	return STATUS_BAD_SOURCE;
}

static bool is_printable(const unsigned char *name, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (name[i] < 0x20 || name[i] > 0x7e)
			return false;
	return true;
}

/* W64 names its chunks by numbers of 16 bytes, which begin with four letters. */
static bool is_name(const struct chunk *chunk)
{
	return is_printable(chunk->name, 4);
}

/* Checks that chunks fill the file up to the end. The last one may be cut, or lack its padding, where the header
   says that the file goes on to there. */
static bool holds_chunks(struct file_window *window, const struct sound_extent *extent, uint64_t at)
{
	struct chunk chunk;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && chunk_read(window, extent->shape, at, &chunk); i++) {
		if (!is_name(&chunk))
			return false;
		if (chunk.length > window->size - chunk.start)
			return extent->file_promised > window->size;
		at = chunk_next(extent->shape, &chunk);
	}
	return true;
}

static bool is_silent(struct file_window *window, uint64_t at)
{
	enum { LOOK_BYTES = 1 << 20, PIECE = 1024 };
	unsigned char bytes[PIECE];
	if (window->size - at > LOOK_BYTES)
		return false;
	for (size_t got; (got = file_window_read(window, at, bytes, PIECE)) > 0; at += got)
		for (size_t i = 0; i < got; i++)
			if (bytes[i])
				return false;
	return true;
}

uint64_t sound_extent_without_tags(struct file_window *window, uint64_t end)
{
	enum { ID3_BYTES = 128, APE_FOOTER_BYTES = 32 };
	unsigned char bytes[APE_FOOTER_BYTES];
	if (end >= ID3_BYTES && file_window_read(window, end - ID3_BYTES, bytes, 3) == 3 &&
	    memcmp(bytes, "TAG", 3) == 0)
		end -= ID3_BYTES;
	if (end < APE_FOOTER_BYTES ||
	    file_window_read(window, end - APE_FOOTER_BYTES, bytes, APE_FOOTER_BYTES) != APE_FOOTER_BYTES ||
	    memcmp(bytes, "APETAGEX", 8) != 0)
		return end;
	const bool has_header = bytes[23] & 0x80;
	const uint64_t length = little_endian_number(bytes + 12, 4) + (has_header ? APE_FOOTER_BYTES : 0);
	return length <= end ? end - length : end;
}

static enum status tell_rest(const struct file_window *window, const struct sound_extent *extent, uint64_t rest,
			     struct problem *problem)
{
	const uint64_t unit = extent->frame_bytes ? extent->frame_bytes : 1;
	const bool wrapped = extent->wraps && window->size > FOUR_GIB, wave = extent->shape == &chunk_shape_wave;
	const char *remedy = wrapped ? "export it as RF64 or W64" : "export it again";
	const char *mend = wave && wrapped ? ", or mend it with `sox --ignore-length OLD.wav NEW.w64`"
			   : wave          ? ", or mend it with `sox --ignore-length OLD.wav NEW.wav`"
					   : "";
	problem_set(problem, "%sits header promises %" PRIu64 " %s, and about %" PRIu64 " more follow; %s%s",
		    wrapped ? "its length has wrapped at 4 GiB: " : "", extent->promised_bytes / unit,
		    extent->frame_bytes ? "frames" : "bytes", rest / unit, remedy, mend);
	return STATUS_BAD_SOURCE;
}

/* Returns the bytes that fill up the sound to where a chunk may start. */
static uint64_t padding_of(const struct sound_extent *extent)
{
	const uint64_t alignment = extent->shape ? extent->shape->alignment : 1;
	return (alignment - extent->promised_bytes % alignment) % alignment;
}

static bool is_explained(struct file_window *window, const struct sound_extent *extent, uint64_t at)
{
	enum { CHUNK_HEAD_BYTES = 8 };
	const uint64_t rest = window->size - at;
	return rest < CHUNK_HEAD_BYTES || rest < extent->frame_bytes ||
	       (extent->shape && holds_chunks(window, extent, at)) ||
	       sound_extent_without_tags(window, window->size) == at || is_silent(window, at);
}

enum status sound_extent_check(struct file_window *window, const struct sound_extent *extent, struct problem *problem)
{
	const uint64_t present = extent->start < window->size ? window->size - extent->start : 0;
	const enum status status = tell_missing(extent, present, problem);
	if (status != STATUS_OK || (extent->promised_bytes >= present && present > 0))
		return status;
	const uint64_t end = window->size - present + extent->promised_bytes, padding = padding_of(extent);
	const uint64_t at = window->size - end > padding ? end + padding : window->size;
	if (!is_explained(window, extent, at))
		return tell_rest(window, extent, window->size - at, problem);
	if (extent->promised_bytes > 0)
		return STATUS_OK;
	problem_set(problem, "it holds no sound: its length is 0 frames");
	return STATUS_BAD_SOURCE;
}

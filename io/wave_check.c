/* Reads the headers of WAV, RF64, BW64 and W64 files, and checks their lengths.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/wave_check.h"

#include "io/sound_extent.h"

#include <inttypes.h>
#include <string.h>

static bool is_list_kind(const unsigned char *kind)
{
	return memcmp(kind, "INFO", 4) == 0 || memcmp(kind, "adtl", 4) == 0;
}

/* Walks through a list as the library does: it takes the name of a kind inside a list as a part without a length. */
static enum status check_list(struct file_window *window, const struct chunk_shape *shape, const struct chunk *list,
			      struct problem *problem)
{
	enum { PARTS_MAXIMUM = 4096, KIND_BYTES = 4, HEAD_BYTES = 8 };
	unsigned char kind[KIND_BYTES];
	struct chunk part;
	if (list->length < KIND_BYTES || file_window_read(window, list->start, kind, KIND_BYTES) != KIND_BYTES ||
	    !is_list_kind(kind))
		return STATUS_OK;
	uint64_t at = list->start + KIND_BYTES;
	const uint64_t end = list->start + list->length;
	for (size_t i = 0; i < PARTS_MAXIMUM && at + HEAD_BYTES <= end && chunk_read(window, shape, at, &part); i++) {
		if (is_list_kind(part.name)) {
			at += KIND_BYTES;
			continue;
		}
		if (part.length > window->size) {
			problem_set(problem, "its LIST chunk is damaged: a part of it claims %" PRIu64 " bytes",
				    part.length);
			return STATUS_BAD_SOURCE;
		}
		at = chunk_next(shape, &part);
	}
	return STATUS_OK;
}

static void read_format(struct file_window *window, const struct chunk *chunk, struct wave_header *header)
{
	unsigned char bytes[16];
	if (file_window_read(window, chunk->start, bytes, sizeof bytes) != sizeof bytes)
		return;
	header->tag = (unsigned)chunk_number(header->shape, bytes, 2);
	header->channels = (unsigned)chunk_number(header->shape, bytes + 2, 2);
	header->sample_rate = (unsigned)chunk_number(header->shape, bytes + 4, 4);
	header->frame_bytes = (unsigned)chunk_number(header->shape, bytes + 12, 2);
	header->bits = (unsigned)chunk_number(header->shape, bytes + 14, 2);
}

static void read_long_lengths(struct file_window *window, const struct chunk *chunk, struct wave_header *header)
{
	unsigned char bytes[24];
	if (file_window_read(window, chunk->start, bytes, sizeof bytes) != sizeof bytes)
		return;
	header->has_long_lengths = true;
	header->long_file_bytes = chunk_number(header->shape, bytes, 8);
	header->long_sound_bytes = chunk_number(header->shape, bytes + 8, 8);
	header->long_frames = chunk_number(header->shape, bytes + 16, 8);
}

static void read_count(struct file_window *window, const struct chunk *chunk, struct wave_header *header)
{
	unsigned char bytes[4];
	if (file_window_read(window, chunk->start, bytes, sizeof bytes) != sizeof bytes)
		return;
	header->has_count = true;
	header->count = chunk_number(header->shape, bytes, sizeof bytes);
}

/* The library reads the lists behind the sound, too. */
static enum status check_lists(struct file_window *window, const struct chunk_shape *shape, uint64_t at,
			       struct problem *problem)
{
	struct chunk chunk;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && status == STATUS_OK && chunk_read(window, shape, at, &chunk); i++) {
		if (chunk_is(&chunk, "LIST"))
			status = check_list(window, shape, &chunk, problem);
		at = chunk_next(shape, &chunk);
	}
	return status;
}

/* Reads the chunks up to the data chunk. */
static enum status read_chunks(struct file_window *window, uint64_t at, struct wave_header *header,
			       struct problem *problem)
{
	struct chunk chunk;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && status == STATUS_OK && !header->has_sound &&
			   chunk_read(window, header->shape, at, &chunk);
	     i++) {
		if (chunk_is(&chunk, "ds64") && header->is_long)
			read_long_lengths(window, &chunk, header);
		else if (chunk_is(&chunk, "fmt "))
			read_format(window, &chunk, header);
		else if (chunk_is(&chunk, "fact"))
			read_count(window, &chunk, header);
		else if (chunk_is(&chunk, "LIST"))
			status = check_list(window, header->shape, &chunk, problem);
		header->has_sound = chunk_is(&chunk, "data");
		header->sound_start = chunk.start;
		header->sound_bytes = chunk.length;
		at = chunk_next(header->shape, &chunk);
	}
	return status == STATUS_OK && header->has_sound ? check_lists(window, header->shape, at, problem) : status;
}

bool wave_header_read(struct file_window *window, struct wave_header *header, enum status *status,
		      struct problem *problem)
{
	unsigned char bytes[12];
	*header = (struct wave_header){ .shape = &chunk_shape_wave };
	if (file_window_read(window, 0, bytes, sizeof bytes) != sizeof bytes || memcmp(bytes + 8, "WAVE", 4) != 0)
		return false;
	header->is_long = memcmp(bytes, "RF64", 4) == 0 || memcmp(bytes, "BW64", 4) == 0;
	if (memcmp(bytes, "RIFX", 4) == 0)
		header->shape = &chunk_shape_big_wave;
	else if (!header->is_long && memcmp(bytes, "RIFF", 4) != 0)
		return false;
	header->file_bytes = chunk_number(header->shape, bytes + 4, 4);
	*status = read_chunks(window, sizeof bytes, header, problem);
	header->is_long &= header->has_long_lengths || header->sound_bytes == UINT32_MAX;
	return true;
}

/* Recorders, and programs that write into a pipe, write such a number instead of a length: about 2^31 or 2^32. */
static bool is_placeholder(uint64_t length)
{
	return (length >= 0x7fff0000 && length <= 0x8000ffff) || length >= 0xffff0000;
}

static unsigned counting_bytes(const struct wave_header *header)
{
	const unsigned tag = header->tag;
	const bool counts =
		tag == WAVE_PCM || tag == WAVE_FLOAT || tag == WAVE_ALAW || tag == WAVE_ULAW || tag == WAVE_EXTENSIBLE;
	return counts ? header->frame_bytes : 0;
}

/* Handles a placeholder that is longer than the file. If the RIFF length is no placeholder, it gives the length of
   the sound. */
static void read_placeholder(const struct file_window *window, const struct wave_header *header,
			     struct sound_extent *extent, struct container_facts *facts)
{
	const uint64_t end = header->file_bytes + 8;
	if (header->is_long || !is_placeholder(header->sound_bytes) ||
	    header->sound_bytes <= window->size - extent->start)
		return;
	facts->open_ended = is_placeholder(header->file_bytes) || end <= extent->start;
	if (!facts->open_ended)
		extent->promised_bytes = end - extent->start;
}

static enum status check_sound(struct file_window *window, const struct wave_header *header,
			       struct container_facts *facts, struct problem *problem)
{
	struct sound_extent extent = { .start = header->sound_start,
				       .promised_bytes = header->sound_bytes,
				       .frame_bytes = counting_bytes(header),
				       .shape = header->shape,
				       .file_promised = header->file_bytes + 8,
				       .wraps = !header->is_long };
	if (header->is_long && header->sound_bytes == UINT32_MAX)
		extent.promised_bytes = header->long_sound_bytes;
	if (header->is_long)
		extent.file_promised = header->long_file_bytes;
	read_placeholder(window, header, &extent, facts);
	if (facts->open_ended)
		return STATUS_OK;
	if (extent.frame_bytes)
		facts->frames = extent.promised_bytes / extent.frame_bytes;
	return sound_extent_check(window, &extent, problem);
}

bool wave_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem)
{
	struct wave_header header;
	if (!wave_header_read(window, &header, status, problem))
		return false;
	if (*status != STATUS_OK || !header.has_sound)
		return true;
	if (header.is_long && !header.has_long_lengths) {
		problem_set(problem, "it has no ds64 chunk in front of its sound, so that its length is not known; "
				     "export it again");
		*status = STATUS_BAD_SOURCE;
	} else {
		*status = check_sound(window, &header, facts, problem);
	}
	return true;
}

static bool is_long_by_name(struct file_window *window)
{
	unsigned char bytes[12];
	return file_window_read(window, 0, bytes, sizeof bytes) == sizeof bytes &&
	       (memcmp(bytes, "RF64", 4) == 0 || memcmp(bytes, "BW64", 4) == 0) && memcmp(bytes + 8, "WAVE", 4) == 0;
}

/* Shows even lengths up to the data chunk. */
static void show_even_lengths(struct file_window *window)
{
	struct chunk chunk;
	uint64_t at = 12;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && chunk_read(window, &chunk_shape_wave, at, &chunk); i++) {
		if (chunk_is(&chunk, "data"))
			return;
		const uint64_t even = chunk.length + 1;
		const unsigned char word[] = { (unsigned char)even, (unsigned char)(even >> 8),
					       (unsigned char)(even >> 16), (unsigned char)(even >> 24) };
		if (chunk.length & 1 && even <= UINT32_MAX &&
		    !file_window_show(window, chunk.start - sizeof word, word, sizeof word))
			return;
		at = chunk_next(&chunk_shape_wave, &chunk);
	}
}

bool wave_mend(struct file_window *window)
{
	struct wave_header header;
	struct problem problem;
	enum status status;
	if (!is_long_by_name(window) || !wave_header_read(window, &header, &status, &problem))
		return false;
	if (status != STATUS_OK)
		return true;
	file_window_show(window, 0, header.is_long ? "RF64" : "RIFF", 4);
	if (header.is_long)
		show_even_lengths(window);
	return true;
}

bool w64_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem)
{
	enum { HEAD_BYTES = 40, WAVE_NAME = 24 };
	unsigned char bytes[HEAD_BYTES];
	struct wave_header header = { .shape = &chunk_shape_w64 };
	if (file_window_read(window, 0, bytes, HEAD_BYTES) != HEAD_BYTES || memcmp(bytes, "riff", 4) != 0 ||
	    memcmp(bytes + WAVE_NAME, "wave", 4) != 0)
		return false;
	header.file_bytes = chunk_number(header.shape, bytes + 16, 8);
	*status = read_chunks(window, HEAD_BYTES, &header, problem);
	if (*status != STATUS_OK || !header.has_sound)
		return true;
	const struct sound_extent extent = { .start = header.sound_start,
					     .promised_bytes = header.sound_bytes,
					     .frame_bytes = counting_bytes(&header),
					     .shape = header.shape,
					     .file_promised = header.file_bytes };
	if (extent.frame_bytes)
		facts->frames = extent.promised_bytes / extent.frame_bytes;
	*status = sound_extent_check(window, &extent, problem);
	return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chunk_check.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum { CHUNKS_MAXIMUM = 4096, PARTS_MAXIMUM = 4096 };

/* Lengths from here to 2^31 and to 2^32 stand for "not known yet". */
static const uint64_t unknown_lengths[] = { 0x7fff0000, 0xffff0000 };

struct chunk_file {
	struct file_window *window;
	bool big_endian;
	uint64_t frame_bytes; /* 0: not PCM or float, so bytes do not count frames */
	uint64_t data_bytes_64; /* of an RF64's ds64 chunk */
	uint64_t promised_frames; /* of an AIFF's COMM chunk */
	struct problem *problem;
};

static bool read_at(const struct chunk_file *file, uint64_t offset, unsigned char *bytes, size_t count)
{
	return file_window_read(file->window, offset, bytes, count) == count;
}

static uint64_t number(const struct chunk_file *file, const unsigned char *bytes, size_t count)
{
	uint64_t value = 0;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[file->big_endian ? i : count - 1 - i];
	return value;
}

static enum status tell_missing(const struct chunk_file *file, uint64_t promised_bytes, uint64_t present_bytes)
{
	if (file->frame_bytes == 0 || present_bytes / file->frame_bytes >= promised_bytes / file->frame_bytes)
		return STATUS_OK;
	uint64_t promised = promised_bytes / file->frame_bytes, present = present_bytes / file->frame_bytes;
	problem_set(file->problem,
		    "it ends early: %" PRIu64 " of %" PRIu64 " frames are missing; copy or export it again",
		    promised - present, promised);
	return STATUS_BAD_SOURCE;
}

static enum status check_list(const struct chunk_file *file, uint64_t start, uint64_t length)
{
	unsigned char bytes[8];
	if (length < 4 || !read_at(file, start, bytes, 4) ||
	    (memcmp(bytes, "INFO", 4) != 0 && memcmp(bytes, "adtl", 4) != 0))
		return STATUS_OK;
	uint64_t at = start + 4, end = start + length;
	for (size_t i = 0; i < PARTS_MAXIMUM && at + 8 <= end && read_at(file, at, bytes, 8); i++) {
		uint64_t part = number(file, bytes + 4, 4);
		if (part > file->window->size) {
			problem_set(file->problem, "its LIST chunk is damaged: a part of it claims %" PRIu64 " bytes",
				    part);
			return STATUS_BAD_SOURCE;
		}
		at += 8 + part + (part & 1);
	}
	return STATUS_OK;
}

static void read_wave_format(struct chunk_file *file, uint64_t start)
{
	enum { TAG_PCM = 1, TAG_FLOAT = 3, TAG_ALAW = 6, TAG_ULAW = 7, TAG_EXTENSIBLE = 0xfffe };
	unsigned char bytes[16];
	if (!read_at(file, start, bytes, sizeof bytes))
		return;
	uint64_t tag = number(file, bytes, 2);
	if (tag == TAG_PCM || tag == TAG_FLOAT || tag == TAG_ALAW || tag == TAG_ULAW || tag == TAG_EXTENSIBLE)
		file->frame_bytes = number(file, bytes + 12, 2);
}

static enum status check_wave_data(const struct chunk_file *file, uint64_t start, uint64_t length)
{
	if (length == 0xffffffff && file->data_bytes_64)
		length = file->data_bytes_64;
	else
		for (size_t i = 0; i < sizeof unknown_lengths / sizeof *unknown_lengths; i++)
			if (length >= unknown_lengths[i] && length - unknown_lengths[i] <= 0xffff)
				return STATUS_OK;
	return tell_missing(file, length, file->window->size - start);
}

static enum status check_wave_chunk(struct chunk_file *file, const unsigned char *id, uint64_t start, uint64_t length)
{
	unsigned char bytes[16];
	if (memcmp(id, "ds64", 4) == 0 && read_at(file, start, bytes, 16))
		file->data_bytes_64 = number(file, bytes + 8, 8);
	else if (memcmp(id, "fmt ", 4) == 0)
		read_wave_format(file, start);
	else if (memcmp(id, "LIST", 4) == 0)
		return check_list(file, start, length);
	else if (memcmp(id, "data", 4) == 0)
		return check_wave_data(file, start, length);
	return STATUS_OK;
}

static enum status check_aiff_chunk(struct chunk_file *file, const unsigned char *id, uint64_t start, uint64_t length)
{
	unsigned char bytes[8];
	if (memcmp(id, "COMM", 4) == 0 && length < 22 && read_at(file, start, bytes, 8)) {
		file->promised_frames = number(file, bytes + 2, 4);
		file->frame_bytes = number(file, bytes, 2) * ((number(file, bytes + 6, 2) + 7) / 8);
	} else if (memcmp(id, "SSND", 4) == 0 && read_at(file, start, bytes, 8)) {
		uint64_t first = start + 8 + number(file, bytes, 4);
		uint64_t present = first < file->window->size ? file->window->size - first : 0;
		return tell_missing(file, file->promised_frames * file->frame_bytes, present);
	}
	return STATUS_OK;
}

enum status chunk_check(struct file_window *window, struct problem *problem)
{
	struct chunk_file file = { .window = window, .problem = problem };
	unsigned char bytes[12];
	if (!read_at(&file, 0, bytes, sizeof bytes))
		return STATUS_OK;
	bool wave = memcmp(bytes + 8, "WAVE", 4) == 0;
	bool aiff = memcmp(bytes, "FORM", 4) == 0 && memcmp(bytes + 8, "AIF", 3) == 0;
	if (!wave && !aiff)
		return STATUS_OK;
	file.big_endian = aiff || memcmp(bytes, "RIFX", 4) == 0;
	uint64_t at = 12;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && read_at(&file, at, bytes, 8); i++) {
		uint64_t length = number(&file, bytes + 4, 4), start = at + 8;
		enum status status = wave ? check_wave_chunk(&file, bytes, start, length)
					  : check_aiff_chunk(&file, bytes, start, length);
		if (status != STATUS_OK)
			return status;
		if (memcmp(bytes, "data", 4) == 0 && length == 0xffffffff)
			length = file.data_bytes_64;
		at = start + length + (length & 1);
	}
	return STATUS_OK;
}

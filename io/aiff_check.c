/* Checks the lengths in the header of an AIFF or AIFF-C file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/aiff_check.h"

#include "io/byte_number.h"
#include "io/chunk_walk.h"
#include "io/sound_extent.h"

#include <inttypes.h>
#include <string.h>

struct aiff_header {
	uint64_t file_bytes; /* the FORM chunk's length: the bytes of the file behind the first eight */
	bool has_format, has_sound;
	uint64_t frames; /* the number of frames in the COMM chunk */
	uint64_t frame_bytes; /* the bytes of a frame; 0 means that the sound is compressed */
	uint64_t sound_start;
	uint64_t sound_bytes; /* the length of the sound that the SSND chunk claims */
	uint64_t block_bytes; /* the sound may be filled up to a multiple of this number */
};

/* Returns the bytes of a sample of an AIFF-C compression. 0 means that the bytes do not count samples. */
static unsigned sample_bytes_of(const unsigned char *compression, unsigned bits)
{
	static const struct {
		const char *name;
		unsigned bytes; /* 0 means as many bytes as the bits take */
	} known[] = { { "NONE", 0 }, { "sowt", 0 }, { "twos", 0 }, { "raw ", 0 }, { "fl32", 4 }, { "FL32", 4 },
		      { "fl64", 8 }, { "FL64", 8 }, { "in24", 3 }, { "in32", 4 }, { "42ni", 3 }, { "23ni", 4 },
		      { "ulaw", 1 }, { "ULAW", 1 }, { "alaw", 1 }, { "ALAW", 1 } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (memcmp(compression, known[i].name, 4) == 0)
			return known[i].bytes ? known[i].bytes : (bits + 7) / 8;
	return 0;
}

static void read_format(struct file_window *window, const struct chunk *chunk, bool compressed,
			struct aiff_header *header)
{
	enum { PLAIN_BYTES = 18, COMPRESSED_BYTES = 22 };
	unsigned char bytes[COMPRESSED_BYTES] = { 0 };
	const size_t count = compressed ? COMPRESSED_BYTES : PLAIN_BYTES;
	if (chunk->length < count || file_window_read(window, chunk->start, bytes, count) != count)
		return;
	const unsigned bits = (unsigned)big_endian_number(bytes + 6, 2);
	const unsigned sample_bytes = compressed ? sample_bytes_of(bytes + PLAIN_BYTES, bits) : (bits + 7) / 8;
	header->has_format = true;
	header->frames = big_endian_number(bytes + 2, 4);
	header->frame_bytes = big_endian_number(bytes, 2) * sample_bytes;
}

static void read_sound(struct file_window *window, const struct chunk *chunk, struct aiff_header *header)
{
	unsigned char bytes[8];
	if (file_window_read(window, chunk->start, bytes, sizeof bytes) != sizeof bytes)
		return;
	const uint64_t head = sizeof bytes + big_endian_number(bytes, 4);
	header->has_sound = true;
	header->sound_start = chunk->start + head;
	header->sound_bytes = chunk->length > head ? chunk->length - head : 0;
	header->block_bytes = big_endian_number(bytes + 4, 4);
}

/* The two chunks may stand in either order. */
static void read_chunks(struct file_window *window, bool compressed, struct aiff_header *header)
{
	struct chunk chunk;
	uint64_t at = 12;
	for (size_t i = 0; i < CHUNKS_MAXIMUM && !(header->has_format && header->has_sound) &&
			   chunk_read(window, &chunk_shape_aiff, at, &chunk);
	     i++) {
		if (chunk_is(&chunk, "COMM"))
			read_format(window, &chunk, compressed, header);
		else if (chunk_is(&chunk, "SSND"))
			read_sound(window, &chunk, header);
		at = chunk_next(&chunk_shape_aiff, &chunk);
	}
}

/* The frames of one chunk match the bytes of the other, except for the bytes that fill the last block. */
static bool lengths_agree(const struct aiff_header *header)
{
	const uint64_t promised = header->frames * header->frame_bytes;
	uint64_t slack = header->frame_bytes > 2 ? header->frame_bytes : 2;
	if (header->block_bytes > slack)
		slack = header->block_bytes;
	return header->sound_bytes >= promised && header->sound_bytes - promised < slack;
}

static enum status tell_two_lengths(const struct file_window *window, const struct aiff_header *header,
				    struct problem *problem)
{
	const bool wrapped = window->size > UINT32_MAX;
	problem_set(problem, "%s: its COMM chunk says %" PRIu64 " frames, its SSND chunk %" PRIu64 "; export it %s",
		    wrapped ? "its length has wrapped at 4 GiB" : "its header states two lengths", header->frames,
		    header->sound_bytes / header->frame_bytes, wrapped ? "as RF64 or W64" : "again");
	return STATUS_BAD_SOURCE;
}

static enum status check_sound(struct file_window *window, const struct aiff_header *header,
			       struct container_facts *facts, struct problem *problem)
{
	struct sound_extent extent = { .start = header->sound_start,
				       .promised_bytes = header->sound_bytes,
				       .frame_bytes = header->frame_bytes,
				       .shape = &chunk_shape_aiff,
				       .file_promised = header->file_bytes + 8,
				       .wraps = true };
	const uint64_t promised = header->frames * header->frame_bytes;
	if (promised > extent.promised_bytes)
		extent.promised_bytes = promised;
	const enum status status = sound_extent_check(window, &extent, problem);
	if (status != STATUS_OK || header->frame_bytes == 0)
		return status;
	facts->frames = header->frames;
	return lengths_agree(header) ? STATUS_OK : tell_two_lengths(window, header, problem);
}

bool aiff_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem)
{
	unsigned char bytes[12];
	struct aiff_header header = { 0 };
	if (file_window_read(window, 0, bytes, sizeof bytes) != sizeof bytes || memcmp(bytes, "FORM", 4) != 0 ||
	    memcmp(bytes + 8, "AIF", 3) != 0)
		return false;
	header.file_bytes = big_endian_number(bytes + 4, 4);
	read_chunks(window, bytes[11] == 'C', &header);
	*status = header.has_format && header.has_sound ? check_sound(window, &header, facts, problem) : STATUS_OK;
	return true;
}

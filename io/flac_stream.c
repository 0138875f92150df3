/* Reads the first block and the last frame of a FLAC file (RFC 9639).
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/flac_stream.h"

#include "io/byte_number.h"
#include "io/sound_extent.h"

#include <string.h>
#include <threads.h>

enum { STREAM_INFO_BYTES = 34, FRAME_HEADER_BYTES = 16, FRAME_FOOTER_BYTES = 2, PIECE_BYTES = 8192 };

/* Returns the length of an ID3v2 tag, a number with seven bits in each byte. */
static uint64_t tag_number(const unsigned char *bytes)
{
	return (uint64_t)(bytes[0] & 0x7f) << 21 | (uint64_t)(bytes[1] & 0x7f) << 14 |
	       (uint64_t)(bytes[2] & 0x7f) << 7 | (uint64_t)(bytes[3] & 0x7f);
}

static uint64_t tag_bytes(struct file_window *window)
{
	enum { TAG_HEAD_BYTES = 10 };
	unsigned char bytes[TAG_HEAD_BYTES];
	if (file_window_read(window, 0, bytes, sizeof bytes) != sizeof bytes || memcmp(bytes, "ID3", 3) != 0)
		return 0;
	return TAG_HEAD_BYTES + tag_number(bytes + 6);
}

static void read_stream_info(const unsigned char *bytes, struct flac_header *header)
{
	static const unsigned char no_digest[16];
	header->block_minimum = (unsigned)big_endian_number(bytes, 2);
	header->block_maximum = (unsigned)big_endian_number(bytes + 2, 2);
	header->stream_frame_minimum = (unsigned)big_endian_number(bytes + 4, 3);
	header->stream_frame_maximum = (unsigned)big_endian_number(bytes + 7, 3);
	header->sample_rate = (unsigned)big_endian_number(bytes + 10, 3) >> 4;
	header->channels = (bytes[12] >> 1 & 7u) + 1;
	header->bits = ((bytes[12] & 1u) << 4 | bytes[13] >> 4) + 1;
	header->frames = big_endian_number(bytes + 13, 5) & UINT64_C(0xfffffffff);
	header->has_digest = memcmp(bytes + 18, no_digest, sizeof no_digest) != 0;
}

bool flac_header_read(struct file_window *window, struct flac_header *header)
{
	enum { NAME_BYTES = 4, HEAD_BYTES = 4, LAST = 0x80, BLOCKS_MAXIMUM = 4096, LENGTH_PLACE = 13 };
	unsigned char bytes[NAME_BYTES + HEAD_BYTES + STREAM_INFO_BYTES];
	const uint64_t start = tag_bytes(window);
	if (file_window_read(window, start, bytes, sizeof bytes) != sizeof bytes || memcmp(bytes, "fLaC", 4) != 0 ||
	    (bytes[4] & ~LAST) != 0 || big_endian_number(bytes + 5, 3) < STREAM_INFO_BYTES)
		return false;
	read_stream_info(bytes + NAME_BYTES + HEAD_BYTES, header);
	header->length_at = start + NAME_BYTES + HEAD_BYTES + LENGTH_PLACE;
	uint64_t at = start + NAME_BYTES;
	for (size_t i = 0; i < BLOCKS_MAXIMUM; i++) {
		if (file_window_read(window, at, bytes, HEAD_BYTES) != HEAD_BYTES)
			return false;
		at += HEAD_BYTES + big_endian_number(bytes + 1, 3);
		header->frames_at = at;
		if (bytes[0] & LAST)
			return true;
	}
	return false;
}

struct frame_header {
	size_t bytes;
	unsigned block; /* the length in frames of sound */
	bool counts_sound; /* the number of the frame counts frames of sound; otherwise it counts frames of the
		   stream */
	uint64_t number;
};

/* The polynomial is x^8 + x^2 + x + 1. */
static unsigned header_checksum(const unsigned char *bytes, size_t count)
{
	unsigned checksum = 0;
	for (size_t i = 0; i < count; i++) {
		checksum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			checksum = (checksum << 1 ^ (checksum & 0x80 ? 0x07u : 0u)) & 0xff;
	}
	return checksum;
}

/* Reads a number in the form of UTF-8, of up to 36 bits. Returns its bytes; 0 means that it is no such number. */
static size_t read_coded_number(const unsigned char *bytes, uint64_t *number)
{
	size_t count = 0;
	while (count < 8 && bytes[0] & 0x80u >> count)
		count++;
	if (count == 0) {
		*number = bytes[0];
		return 1;
	}
	if (count == 1 || count == 8)
		return 0;
	*number = bytes[0] & 0x7fu >> count;
	for (size_t i = 1; i < count; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		*number = *number << 6 | (bytes[i] & 0x3f);
	}
	return count;
}

/* Compares the fields that every frame shares with the stream. They agree in a frame, and seldom elsewhere. */
static bool fits_stream(const unsigned char *bytes, const struct flac_header *header)
{
	static const unsigned rates[] = { 0,     88200, 176400, 192000, 8000,  16000,
					  22050, 24000, 32000,  44100,  48000, 96000 };
	static const unsigned depths[] = { 0, 8, 12, 0, 16, 20, 24, 32 };
	enum { RATES = sizeof rates / sizeof *rates, DEPTH_RESERVED = 3, SIDES_MAXIMUM = 10, RATE_INVALID = 15 };
	const unsigned rate = bytes[2] & 15u, channels = bytes[3] >> 4, depth = bytes[3] >> 1 & 7u;
	if (bytes[0] != 0xff || (bytes[1] & 0xfe) != 0xf8 || bytes[2] >> 4 == 0 || rate == RATE_INVALID ||
	    channels > SIDES_MAXIMUM || depth == DEPTH_RESERVED || bytes[3] & 1)
		return false;
	return (rate == 0 || rate >= RATES || rates[rate] == header->sample_rate) &&
	       (channels < 8 ? channels + 1 : 2) == header->channels && (depth == 0 || depths[depth] == header->bits);
}

/* `bytes` hold FRAME_HEADER_BYTES of the file. */
static bool read_frame_header(const unsigned char *bytes, const struct flac_header *header, struct frame_header *frame)
{
	if (!fits_stream(bytes, header))
		return false;
	const unsigned block = bytes[2] >> 4, rate = bytes[2] & 15u;
	size_t at = 4, count = read_coded_number(bytes + at, &frame->number);
	at += count;
	if (block == 1)
		frame->block = 192;
	else if (block <= 5)
		frame->block = 576u << (block - 2);
	else if (block >= 8)
		frame->block = 256u << (block - 8);
	else {
		frame->block = (unsigned)big_endian_number(bytes + at, block - 5) + 1;
		at += block - 5;
	}
	if (rate >= 12)
		at += rate == 12 ? 1 : 2;
	frame->counts_sound = bytes[1] & 1;
	frame->bytes = at + 1;
	return count > 0 && at < FRAME_HEADER_BYTES && frame->block <= header->block_maximum &&
	       header_checksum(bytes, at) == bytes[at];
}

enum { ABREAST = 8 };

/* The polynomial is x^16 + x^15 + x^2 + 1. The loop takes several bytes at a time: the tables hold the effect of a
   byte on the checksum when others follow it. */
struct frame_checksum {
	uint16_t tables[ABREAST][256];
};

static struct frame_checksum checksum_of_frames;

static void make_checksum(void)
{
	uint16_t(*const tables)[256] = checksum_of_frames.tables;
	for (unsigned i = 0; i < 256; i++) {
		unsigned value = i << 8;
		for (int bit = 0; bit < 8; bit++)
			value = (value << 1 ^ (value & 0x8000 ? 0x8005u : 0u)) & 0xffff;
		tables[0][i] = (uint16_t)value;
	}
	for (unsigned table = 1; table < ABREAST; table++)
		for (unsigned i = 0; i < 256; i++) {
			const unsigned before = tables[table - 1][i];
			tables[table][i] = (uint16_t)(before << 8 ^ tables[0][before >> 8]);
		}
}

static unsigned checksum_add(unsigned value, const unsigned char *bytes, size_t count)
{
	const uint16_t(*const tables)[256] = (const uint16_t(*)[256])checksum_of_frames.tables;
	for (; count >= ABREAST; count -= ABREAST, bytes += ABREAST) {
		value = tables[7][bytes[0] ^ value >> 8] ^ (unsigned)tables[6][bytes[1] ^ (value & 255)];
		for (unsigned i = 2; i < ABREAST; i++)
			value ^= tables[ABREAST - 1 - i][bytes[i]];
	}
	for (; count > 0; count--, bytes++)
		value = (value << 8 & 0xffff) ^ tables[0][*bytes ^ value >> 8];
	return value;
}

/* The checksum over a frame with its own checksum is 0. */
static bool is_whole(struct file_window *window, uint64_t at, uint64_t end)
{
	static once_flag made = ONCE_FLAG_INIT;
	unsigned char bytes[PIECE_BYTES];
	unsigned value = 0;
	call_once(&made, make_checksum);
	while (at < end) {
		size_t count = end - at < PIECE_BYTES ? (size_t)(end - at) : PIECE_BYTES;
		if (file_window_read(window, at, bytes, count) != count)
			return false;
		value = checksum_add(value, bytes, count);
		at += count;
	}
	return value == 0;
}

/* Returns the longest that a frame can be: the bytes that its samples take unpacked, and one bit more for each
   sample of a side channel. */
static uint64_t stream_frame_most(const struct flac_header *header)
{
	return FRAME_HEADER_BYTES + FRAME_FOOTER_BYTES +
	       (uint64_t)header->channels * (8 + ((uint64_t)header->block_maximum * (header->bits + 1) + 7) / 8);
}

static bool read_frame_at(struct file_window *window, const struct flac_header *header, uint64_t at,
			  struct frame_header *frame)
{
	unsigned char bytes[FRAME_HEADER_BYTES] = { 0 };
	return file_window_read(window, at, bytes, sizeof bytes) > FRAME_FOOTER_BYTES &&
	       read_frame_header(bytes, header, frame);
}

/* Finds the position of the frame in the sound: blocks of one length are counted, and others state where they
   start. */
static void find_position(const struct flac_header *header, const struct frame_header *frame, struct flac_end *end)
{
	end->start = frame->number * (frame->counts_sound ? 1 : header->block_maximum);
	end->end = end->start + frame->block;
}

/* The search goes from the end backwards. */
struct search {
	struct file_window *window;
	const struct flac_header *header;
	uint64_t end; /* the end of the bytes that may be frames */
	unsigned attempts; /* the number of frames whose checksum was computed */
	struct flac_end *found;
};

/* Notes the first candidate, which is the last frame. The search goes on where its checksum is wrong, because the
   candidate may only look like a frame by chance. */
static bool try_frame(struct search *search, uint64_t at)
{
	struct frame_header frame;
	if (!read_frame_at(search->window, search->header, at, &frame))
		return false;
	struct flac_end here = { .found = true };
	find_position(search->header, &frame, &here);
	here.whole = is_whole(search->window, at, search->end);
	if (!search->found->found || here.whole)
		*search->found = here;
	search->attempts++;
	return here.whole;
}

static void search_backwards(struct search *search)
{
	enum { ATTEMPTS_MAXIMUM = 6, SYNC_BYTES = 2 };
	unsigned char bytes[PIECE_BYTES + SYNC_BYTES];
	const uint64_t first = search->header->frames_at, most = stream_frame_most(search->header);
	const uint64_t lowest = search->end - first > most ? search->end - most : first;
	for (uint64_t high = search->end; high > lowest;) {
		const uint64_t low = high - lowest > PIECE_BYTES ? high - PIECE_BYTES : lowest;
		const size_t got = file_window_read(search->window, low, bytes, (size_t)(high - low) + SYNC_BYTES);
		const unsigned char *end = bytes + (got < high - low ? got : (size_t)(high - low)), *sync;
		for (; (sync = memrchr(bytes, 0xff, (size_t)(end - bytes))); end = sync)
			if (sync + 1 < bytes + got && (sync[1] & 0xfe) == 0xf8 &&
			    (try_frame(search, low + (uint64_t)(sync - bytes)) || search->attempts >= ATTEMPTS_MAXIMUM))
				return;
		high = low;
	}
}

bool flac_starts_at_zero(struct file_window *window, const struct flac_header *header)
{
	struct frame_header first;
	return read_frame_at(window, header, header->frames_at, &first) && first.number == 0;
}

void flac_end_find(struct file_window *window, const struct flac_header *header, struct flac_end *end)
{
	*end = (struct flac_end){ .found = false };
	if (header->frames_at >= window->size)
		return;
	struct search search = { .window = window, .header = header, .end = window->size, .found = end };
	search_backwards(&search);
	const uint64_t bare = sound_extent_without_tags(window, window->size);
	if (end->whole || bare == window->size || bare <= header->frames_at)
		return;
	*end = (struct flac_end){ .found = false };
	search.end = bare;
	search.attempts = 0;
	search_backwards(&search);
}

/* stemprint: the length of a FLAC file, as its first block and its last frame state it (RFC 9639).
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FLAC_STREAM_H
#define STEMPRINT_IO_FLAC_STREAM_H

#include "io/file_window.h"

#include <stdbool.h>
#include <stdint.h>

struct flac_header {
	uint64_t length_at; /**< the offset of the five bytes with the length; their first four bits belong to
		     another field */
	uint64_t frames_at; /**< the offset of the first frame of the stream, behind all metadata */
	uint64_t frames; /**< the declared frames of sound; 0 means that the encoder did not know them */
	unsigned block_minimum, block_maximum; /**< the frames of sound in a frame of the stream */
	unsigned stream_frame_minimum, stream_frame_maximum; /**< the bytes of a frame of the stream; 0 means that
		     the encoder did not know them */
	unsigned sample_rate; /**< Hz */
	unsigned channels; /**< 1 to 8 */
	unsigned bits; /**< 4 to 32 */
	bool has_digest; /**< the MD5 of the sound is there; it is all zero where the encoder did not know it */
};

/** Reads the header. Returns false when the file is no FLAC, or when its metadata has no end. An ID3v2 tag may
    stand in front. */
bool flac_header_read(struct file_window *window, struct flac_header *header);

/** This is the last frame of the stream whose header is whole. */
struct flac_end {
	bool found;
	bool whole; /**< the frame ends where the file ends, and its checksum is right */
	uint64_t start; /**< the frames of sound before this frame */
	uint64_t end; /**< the frames of sound up to its end */
};

/** Returns whether the first frame of the stream is the first of the sound. A recording of a broadcast may start
    anywhere. */
bool flac_starts_at_zero(struct file_window *window, const struct flac_header *header);

/** Searches the last frame from the end of the file, or from the start of the tags behind the sound. It reads some
    hundred KiB at most in a file that is sound, and some MiB in any file. */
void flac_end_find(struct file_window *window, const struct flac_header *header, struct flac_end *end);

#endif

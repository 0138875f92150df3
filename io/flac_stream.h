/* stemprint: how long a FLAC file is, told by its first block and by its last frame (RFC 9639).
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FLAC_STREAM_H
#define STEMPRINT_IO_FLAC_STREAM_H

#include "io/file_window.h"

#include <stdbool.h>
#include <stdint.h>

struct flac_header {
	uint64_t length_at; /**< where the five bytes with the length stand; their first four bits are another's */
	uint64_t frames_at; /**< where the first frame of the stream stands: behind all metadata */
	uint64_t frames; /**< of sound, as declared; 0: the encoder did not know */
	unsigned block_minimum, block_maximum; /**< frames of sound in a frame of the stream */
	unsigned stream_frame_minimum, stream_frame_maximum; /**< its bytes; 0: the encoder did not know */
	unsigned sample_rate; /**< Hz */
	unsigned channels; /**< 1 to 8 */
	unsigned bits; /**< 4 to 32 */
	bool has_digest; /**< the MD5 of the sound is there; all zero: the encoder did not know it */
};

/** false: the file is no FLAC, or its metadata has no end. An ID3v2 tag may stand in front. */
bool flac_header_read(struct file_window *window, struct flac_header *header);

/** The last frame of the stream whose header is whole. */
struct flac_end {
	bool found;
	bool whole; /**< it ends where the file ends, and its checksum is right */
	uint64_t start; /**< frames of sound in front of it */
	uint64_t end; /**< and with it */
};

/** The first frame of the stream is the first of the sound: a recording of a broadcast starts anywhere. */
bool flac_starts_at_zero(struct file_window *window, const struct flac_header *header);

/** Looks for it from the end of the file, or of the tags behind the sound. Reads some hundred KiB at most in a file
    that is sound, and some MiB in any. */
void flac_end_find(struct file_window *window, const struct flac_header *header, struct flac_end *end);

#endif

/* stemprint: the sound that a header promises, held against the bytes that the file has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_SOUND_EXTENT_H
#define STEMPRINT_IO_SOUND_EXTENT_H

#include "base/status.h"
#include "io/chunk_walk.h"
#include "io/problem.h"

struct sound_extent {
	uint64_t start; /**< of the sound, in bytes from the file's start */
	uint64_t promised_bytes;
	uint64_t frame_bytes; /**< 0: compressed, so that bytes do not count frames */
	const struct chunk_shape *shape; /**< of the chunks that may follow; NULL: nothing may */
	uint64_t file_promised; /**< where the header says that the whole file ends; 0: it does not say */
	bool wraps; /**< the lengths of this kind of file have 32 bits */
};

/** BAD_SOURCE, with the problem, when the file has fewer frames than promised, when it promises none and has some, or
    when what stands behind the sound is neither chunks, nor a tag of a music player, nor silence: then the promised
    length is too short, and sound would be lost. OK else. Reads at most some hundred KiB, whatever the header claims.
    */
enum status sound_extent_check(struct file_window *window, const struct sound_extent *extent,
			       struct problem *problem) MUST_CHECK;

/** Where the file's sound ends when it has a tag of a music player (ID3v1, APEv2) behind it: the tag's start; else
    `end`. */
uint64_t sound_extent_without_tags(struct file_window *window, uint64_t end);

#endif

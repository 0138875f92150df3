/* stemprint: the comparison of the sound that a header promises with the bytes of the file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_SOUND_EXTENT_H
#define STEMPRINT_IO_SOUND_EXTENT_H

#include "base/status.h"
#include "io/chunk_walk.h"
#include "io/problem.h"

struct sound_extent {
	uint64_t start; /**< the start of the sound, in bytes from the file's start */
	uint64_t promised_bytes;
	uint64_t frame_bytes; /**< the bytes of a frame; 0 means compressed sound, whose bytes do not count frames */
	const struct chunk_shape *shape; /**< the shape of the chunks that may follow; NULL means that nothing may
		     follow */
	uint64_t file_promised; /**< the end of the whole file according to the header; 0 means that the header does
		     not say it */
	bool wraps; /**< the lengths of this kind of file have 32 bits */
};

/** Compares the sound with the file. Returns BAD_SOURCE, with the problem, when the file has fewer frames than
    promised, when it promises none and has some, or when the bytes behind the sound are neither chunks, nor a tag
    of a music player, nor silence: then the promised length is too short, and sound would be lost. Returns OK
    otherwise. It reads at most some hundred KiB, whatever the header claims. */
enum status sound_extent_check(struct file_window *window, const struct sound_extent *extent,
			       struct problem *problem) MUST_CHECK;

/** Returns where the file's sound ends: the start of a music player's tag (ID3v1, APEv2) behind it, or else `end`. */
uint64_t sound_extent_without_tags(struct file_window *window, uint64_t end);

#endif

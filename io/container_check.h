/* stemprint: whether an audio file holds what its header promises, before a library sees it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CONTAINER_CHECK_H
#define STEMPRINT_IO_CONTAINER_CHECK_H

#include "base/status.h"
#include "io/problem.h"
#include "io/sound_extent.h"

struct container_facts {
	uint64_t frames; /**< as the header promises, and as the file has; 0: bytes do not count frames */
	bool ends_oddly; /**< of a FLAC: its last frame is not whole, or something unknown follows; reading tells */
	uint64_t frames_present; /**< with ends_oddly: those in front of that frame */
	bool open_ended; /**< the writer did not know the length: the sound goes on to the file's end */
};

/** Holds the lengths in the header of a WAV, RF64, BW64, W64, AIFF, AIFF-C, CAF, AU or FLAC file against the file.
    libsndfile does not: it reads what is there, as a shorter song, and takes a length of 0 for "to the end".
    BAD_SOURCE, with the problem, for a file that holds less than it promises, or more, or whose chunks make the
    library read for ever. OK for all else, other kinds of files included. Headers are hostile: nothing is allocated,
    and every loop has a bound of its own. */
enum status container_check(struct file_window *window, struct container_facts *facts,
			    struct problem *problem) MUST_CHECK;

/** Shows libsndfile, through the window, what it understands, where a file is right and the library does not read it:
    a BW64 as an RF64, an RF64 with chunks of odd lengths, a CAF whose last chunk has no length, a FLAC without a
    length. For every file that is opened, before the library sees it. */
void container_mend(struct file_window *window);

#endif

/* stemprint: the check of a file that was just printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_PRINT_CHECK_H
#define STEMPRINT_IO_PRINT_CHECK_H

#include "base/status.h"
#include "io/audio_format.h"
#include "io/problem.h"

#include <stdint.h>

struct print_promise {
	enum audio_container container; /**< WAV, WAVEX, RF64 or FLAC */
	enum audio_encoding encoding;
	unsigned channels;
	unsigned sample_rate; /**< Hz */
	unsigned sample_bytes; /**< the bytes of a sample of the encoding */
	uint64_t frames;
};

/** Reads the header and the end of the file without libsndfile, which does not report a header that it could not
    complete, and which takes a length of 0 for "to the end". Every length must be there: that of the file, that of
    the sound, and a FLAC's number of frames with its digest and its last frame. Returns BAD_OUTPUT, with the
    problem, for any other file. */
enum status print_check(const char *path, const struct print_promise *promise, struct problem *problem) MUST_CHECK;

#endif

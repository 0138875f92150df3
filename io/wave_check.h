/* stemprint: the header of a WAV, RF64, BW64 or W64 file, read word by word.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_WAVE_CHECK_H
#define STEMPRINT_IO_WAVE_CHECK_H

#include "base/status.h"
#include "io/chunk_walk.h"
#include "io/container_facts.h"
#include "io/file_window.h"
#include "io/problem.h"

/** These are the formats of samples, as in the first word of a fmt chunk. */
enum { WAVE_PCM = 1, WAVE_FLOAT = 3, WAVE_ALAW = 6, WAVE_ULAW = 7, WAVE_EXTENSIBLE = 0xfffe };

/** The header holds the words as they are: nothing is corrected, and nothing is compared with the file yet. */
struct wave_header {
	const struct chunk_shape *shape;
	bool is_long; /**< the file is an RF64 or BW64 whose true lengths stand in a ds64 chunk */
	bool has_long_lengths; /**< the file has a ds64 chunk */
	bool has_sound; /**< the file has a data chunk; nothing behind it is read */
	uint64_t file_bytes; /**< the RIFF length: the bytes of the file behind the first eight */
	uint64_t long_file_bytes, long_sound_bytes, long_frames; /**< the lengths in a ds64 chunk */
	bool has_count; /**< the file has a fact chunk */
	uint64_t count; /**< the frames that the fact chunk states */
	unsigned tag, channels, sample_rate, frame_bytes, bits; /**< the values in the fmt chunk; 0 without one */
	uint64_t sound_start; /**< the start of the sound, in bytes from the file's start */
	uint64_t sound_bytes; /**< the length in the data chunk */
};

/** Reads the header. Returns false when the file is no WAV, RF64 or BW64. Sets BAD_SOURCE in *status, with the
    problem, for a LIST chunk that makes libsndfile 1.2.0 read for ever. */
bool wave_header_read(struct file_window *window, struct wave_header *header, enum status *status,
		      struct problem *problem);

/** These are checks of container_check(). They return false for another kind of file. */
bool wave_check(struct file_window *window, struct container_facts *facts, enum status *status,
		struct problem *problem);
bool w64_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem);

/** This is a part of container_mend(). A BW64 gets the name of an RF64, which is the same format (ITU-R BS.2088);
    where either has no ds64 chunk and needs none, it gets the name of a WAV. A chunk of an odd length includes its
    padding, which libsndfile 1.2.0 forgets in these files. It returns false for another kind of file. */
bool wave_mend(struct file_window *window);

#endif

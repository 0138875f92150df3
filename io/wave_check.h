/* stemprint: the header of a WAV, RF64, BW64 or W64 file, read word by word.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_WAVE_CHECK_H
#define STEMPRINT_IO_WAVE_CHECK_H

#include "io/container_check.h"

/** Formats of samples, by the first word of a fmt chunk. */
enum { WAVE_PCM = 1, WAVE_FLOAT = 3, WAVE_ALAW = 6, WAVE_ULAW = 7, WAVE_EXTENSIBLE = 0xfffe };

/** What the words say: nothing is corrected, and nothing is held against the file yet. */
struct wave_header {
	const struct chunk_shape *shape;
	bool is_long; /**< RF64 or BW64 whose true lengths stand in a ds64 chunk */
	bool has_long_lengths; /**< there is one */
	bool has_sound; /**< there is a data chunk; what stands behind it is not looked at */
	uint64_t file_bytes; /**< behind the first eight, as the RIFF word says */
	uint64_t long_file_bytes, long_sound_bytes, long_frames; /**< of a ds64 chunk */
	bool has_count; /**< there is a fact chunk */
	uint64_t count; /**< of frames, as it says */
	unsigned tag, channels, sample_rate, frame_bytes, bits; /**< of the fmt chunk; 0 without one */
	uint64_t sound_start; /**< in bytes from the file's start */
	uint64_t sound_bytes; /**< as the data chunk's word says */
};

/** false: the file is no WAV, RF64 or BW64. BAD_SOURCE in *status, with the problem, for a LIST chunk that makes
    libsndfile 1.2.0 read for ever. */
bool wave_header_read(struct file_window *window, struct wave_header *header, enum status *status,
		      struct problem *problem);

/** The kinds of container_check(); false for another kind of file. */
bool wave_check(struct file_window *window, struct container_facts *facts, enum status *status,
		struct problem *problem);
bool w64_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem);

/** A part of container_mend(): a BW64 gets the name of an RF64, which it is by another name (ITU-R BS.2088), and
    where either has no ds64 chunk and needs none, that of a WAV. A chunk of an odd length takes in its padding, which
    libsndfile 1.2.0 forgets in these files. false for another kind of file. */
bool wave_mend(struct file_window *window);

#endif

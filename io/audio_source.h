/* stemprint: an audio file as a source of a session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_SOURCE_H
#define STEMPRINT_IO_AUDIO_SOURCE_H

#include "engine/source.h"
#include "io/audio_file.h"

/** All zero: the whole file at its own rate, as a file that was just printed is read back. */
struct audio_source_options {
	unsigned sample_rate; /**< of the session, Hz; a file of another rate is converted; 0: the file's own */
	const unsigned *channels; /**< from 1, in the order wanted */
	size_t channel_count; /**< 0: all */
	uint64_t start_frames; /**< silence first, in frames of the session */
	const struct audio_properties
		*expected; /**< what the probe found; NULL for files of our own, which nobody probed */
};

/** Opens a file. The source's `frames` are start_frames + round(file frames * session rate / file rate), and stay so while it is read. The path must
    live as long as the source, which names itself by it. One descriptor and less than 100 KiB each; converting takes some 100 KiB a channel. On failure
    *source is NULL and the problem says why; LIMIT when the process has too many files open. */
enum status audio_source_open(const char *path, const struct audio_source_options *options, struct source **source,
			      struct problem *problem) MUST_CHECK;

/** Makes room for `count` open sources and as many outputs, by raising the process's own limit on open files as far as it may. LIMIT, with the
    problem, when that is not far enough. */
enum status audio_source_reserve(size_t count, struct problem *problem) MUST_CHECK;

#endif

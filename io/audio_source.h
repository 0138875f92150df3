/* stemprint: an audio file as a source of a session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_SOURCE_H
#define STEMPRINT_IO_AUDIO_SOURCE_H

#include "base/status.h"
#include "engine/source.h"
#include "io/audio_properties.h"
#include "io/byte_hash.h"
#include "io/problem.h"
#include "io/sound_hash.h"

/** Options that are all zero read the whole file at its own rate, for example a file that was just printed. */
struct audio_source_options {
	unsigned sample_rate; /**< the rate of the session, Hz, to which a file of another rate is converted; 0
		     means the file's own rate */
	const unsigned *channels; /**< the channels, counted from 1, in the wanted order */
	size_t channel_count; /**< 0 means all channels */
	uint64_t start_frames; /**< the silence before the file, in frames of the session */
	const struct audio_properties *expected; /**< the properties that the probe found; NULL for files that stemprint
						   made and did not probe */
	struct sound_hash *hash; /**< audio_reader_hash() sets it; NULL, the default, means that nobody asks */
	struct file_hash *file_hash; /**< audio_reader_hash_file() sets it; NULL: nobody asks */
	enum hash_kind file_hash_kind;
};

/** Opens a file. The source's `frames` are start_frames + round(file frames * session rate / file rate), and do not
    change while it is read. The path must live as long as the source, which uses it as its name. Each source takes
    one descriptor and less than 100 KiB; a conversion takes some 100 KiB for each channel, and 2 KiB for
    each row of its filter (resample.h). On failure *source is
    NULL and the problem says why. Returns LIMIT when the process has too many files open. */
enum status audio_source_open(const char *path, const struct audio_source_options *options, struct source **source,
			      struct problem *problem) MUST_CHECK;

/** Makes room for `count` open sources and as many outputs: it raises the process's own limit on open files as far
    as it may. Returns LIMIT, with the problem, when that is not enough. */
enum status audio_source_reserve(size_t count, struct problem *problem) MUST_CHECK;

/** Lets the process open as many files as the system allows it, for work side by side, none of which knows of the
    others. */
void audio_source_reserve_most(void);

#endif

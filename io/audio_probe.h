/* stemprint: what the source files are, found out without trusting their headers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_PROBE_H
#define STEMPRINT_IO_AUDIO_PROBE_H

#include "io/audio_file.h"

#include <stddef.h>

struct audio_probe_limits {
	unsigned busy_milliseconds; /**< of the processor's time, for one file; default 5000 */
	unsigned file_milliseconds; /**< by the clock, for one file; default 15000 */
	unsigned total_milliseconds; /**< by the clock, for all files; default 60000 */
	uint64_t memory_bytes; /**< above what the process has already; default 512 MiB */
};

/** The defaults. */
struct audio_probe_limits audio_probe_limits(void);

struct audio_probe {
	enum status status; /**< OK, BAD_SOURCE, or LIMIT */
	struct audio_properties properties; /**< with OK */
	struct problem problem; /**< without */
};

/** Opens the files, all in one child process with limits of time and memory: a header that makes libsndfile hang or crash costs that file alone. No other
    thread of the process may be at work meanwhile. Returns the first status that is not OK, or OK; each file's own is in results[0..count-1].
    About 0.5 ms for the set and 0.01 ms for each file; twice that for a FLAC, whose last frame is read. */
enum status audio_probe(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
			struct audio_probe *results) MUST_CHECK;

#endif

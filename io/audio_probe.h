/* stemprint: what the source files are, found out without trusting their headers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_PROBE_H
#define STEMPRINT_IO_AUDIO_PROBE_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/problem.h"

#include <stddef.h>

struct audio_probe_limits {
	unsigned busy_milliseconds; /**< the limit of the processor's time for one file; the default is 5000 */
	unsigned file_milliseconds; /**< the limit of the clock's time for one file; the default is 15000 */
	unsigned total_milliseconds; /**< the limit of the clock's time for all files; the default is 60000 */
	uint64_t memory_bytes; /**< the memory above what the process has already; the default is 512 MiB */
};

/** Returns the default limits. */
struct audio_probe_limits audio_probe_limits(void);

struct audio_probe {
	enum status status; /**< OK, BAD_SOURCE, or LIMIT */
	struct audio_properties properties; /**< the properties are set with OK */
	struct problem problem; /**< the problem is set without OK */
};

/** Opens all the files in one child process with limits of time and memory, so that a header that makes libsndfile
    hang or crash affects only its own file. No other thread of the process may run at the same time. Returns the
    first status that is not OK, or OK; results[0..count-1] hold the status of each file. The set takes about 0.5 ms
    and each file 0.01 ms; a FLAC takes twice that, because its last frame is read. */
enum status audio_probe(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
			struct audio_probe *results) MUST_CHECK;

#endif

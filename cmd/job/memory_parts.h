/* Tells how much memory readers, printers and meters take, from what they took when they were measured.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each is a structure, buffers of a fixed length, and the memory of a library (libsndfile, soxr, libebur128), which
   only a measurement can tell. A test holds the sums against the peaks of renders. */
#ifndef STEMPRINT_CMD_JOB_MEMORY_PARTS_H
#define STEMPRINT_CMD_JOB_MEMORY_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Returns what the program itself takes, with its libraries and that many threads. */
uint64_t memory_of_program(size_t threads);

/** Returns what an open source takes; `converts` says that its rate is converted. */
uint64_t memory_of_source(size_t channels, bool converts);

/** Returns what a track of clips takes more when clips of it are read at another rate or speed. The filters are shared
    by all tracks, and count little. */
uint64_t memory_of_clip_conversion(size_t channels);

/** Returns what an open FLAC takes besides, as a source: its decoder holds a block. */
uint64_t memory_of_flac(void);

/** Returns what an open print takes; `converts` says that its rate is converted. */
uint64_t memory_of_print(size_t channels, bool converts);

/** Returns what a print takes that waits on the disk until it is known how it is rounded. */
uint64_t memory_of_held_print(size_t channels);

/** Returns what a meter of loudness takes. */
uint64_t memory_of_loudness(size_t channels, double sample_rate);

/** Returns what an overview takes while it hears (measure/overview.h). */
uint64_t memory_of_overview(size_t channels, double sample_rate);

/** Returns what the meter of an insert with dynamics takes. */
uint64_t memory_of_reduction(void);

/** Returns what it takes to read a print back, and to prove it. */
uint64_t memory_of_read_back(size_t channels);

/** Returns what a meter of quality takes that looks for no coders (quality_skip_coders()). */
uint64_t memory_of_quality(size_t channels, double sample_rate);

/** Returns what such a meter takes more when it looks for them. */
uint64_t memory_of_coders(size_t channels);

#endif

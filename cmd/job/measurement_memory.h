/* Tells how much memory a measurement of audio files takes, before it begins.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_MEASUREMENT_MEMORY_H
#define STEMPRINT_CMD_JOB_MEASUREMENT_MEMORY_H

#include "cmd/job/file_batch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a measurement gives besides the loudness of each file. */
struct measurement_extras {
	bool quality, pictures, album;
};

/** Finds the bytes that the process takes while so many threads measure the files of a batch that has been probed, one
    file each. The largest files may be read at once. Of an album, files that wait for one before them keep their meter
    of loudness; nobody knows how many will wait, so they do not count. Returns OK or NO_MEMORY. */
enum status measurement_memory_find(const struct file_batch *batch, const struct measurement_extras *extras,
				    size_t threads, uint64_t *bytes) MUST_CHECK;

#endif

/* Tells how many bytes the files of a render have.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_PRINT_BYTES_H
#define STEMPRINT_CMD_JOB_PRINT_BYTES_H

#include "cmd/job/project.h"

struct print_bytes {
	size_t files;
	uint64_t least; /**< without tails; a FLAC counts as nothing, because its size is known only when it is written
			 */
	uint64_t most; /**< with tails; a FLAC counts as a WAV does */
	double rate; /**< of a second of all files that are no FLAC, without their regions */
	double sample_rate; /**< the samples of a second of all files without their regions */
	uint64_t held; /**< of doubles that wait on the disk */
};

/** Adds the files of a pass. A region counts besides the full files. */
void print_bytes_add(struct print_bytes *bytes, const struct project *project, const struct graph *graph);

/** Returns what so many frames take in a file of that encoding, without its head. */
uint64_t print_bytes_of(double frames, size_t channels, enum encoding encoding);

#endif

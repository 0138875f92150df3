/* Tells what a render of a recipe will take, before it runs: memory, passes, lanes, bytes on the disk.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RESOURCE_ESTIMATE_H
#define STEMPRINT_CMD_JOB_RESOURCE_ESTIMATE_H

#include "cmd/job/project.h"
#include "cmd/job/resource_limits.h"

/** Says what kind of render it is. */
struct resource_request {
	bool without_stems, without_loudness, without_null;
	bool pictures; /**< an overview of each file is wanted */
	bool bleed; /**< what tracks bring to stems is measured, in a pass at least */
	size_t jobs; /**< the number of threads; 0 means one for each core */
	size_t block_frames; /**< 0 means that the engine chooses */
	const struct kernel *kernel;
	const struct resource_limits *limits; /**< the count ends where one of them is passed */
	const struct graph *graph, *tracks; /**< the graphs of the passes that print; `tracks` may be NULL */
};

struct resource_estimate {
	uint64_t memory_bytes; /**< the most that the process has at any time */
	bool memory_is_over; /**< it is more than the limit, and was not counted to its end */
	const char *memory_for; /**< what takes the most of it, like "4000 linear-phase-eq take 4.0 GB" */
	size_t passes; /**< over the session, with those that find gains */
	size_t gain_passes; /**< those among them that find gains */
	bool passes_are_over; /**< there are more than the limit, and they were not counted to their end */
	size_t lanes; /**< the stems that are carried apart; 1 where none are */
	uint64_t frames; /**< of the session, without its tail */
	uint64_t tail_frames; /**< of its tail, at most */
	size_t files; /**< files that are printed */
	uint64_t printed_bytes; /**< of those files without their tails; a FLAC counts as nothing */
	uint64_t printed_bytes_most; /**< of those files with their tails; a FLAC counts as a WAV does */
	double printed_rate; /**< the bytes of a second of those files; a FLAC counts as nothing */
	double printed_samples_per_second; /**< of all files */
	uint64_t held_bytes; /**< of samples that wait on the disk until all are rendered */
};

/** Estimates a render. The project must have been probed, and its main graph built. Returns NO_MEMORY or OK, or what is
    wrong with a graph of a later pass. */
enum status resource_estimate_make(struct project *project, const struct resource_request *request,
				   struct resource_estimate *estimate) MUST_CHECK;

#endif

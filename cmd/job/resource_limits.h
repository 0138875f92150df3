/* Holds the limits of what a command may take: memory, time, frames, passes, files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RESOURCE_LIMITS_H
#define STEMPRINT_CMD_JOB_RESOURCE_LIMITS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A limit that is 0 was not given; after resource_limits_settle() it means that there is none. */
struct resource_limits {
	size_t memory_bytes; /**< the most memory of the process */
	double seconds; /**< the most time by the clock, from resource_limits_settle() on */
	uint64_t frames; /**< the most frames of a session or of a file, without its tail */
	size_t passes; /**< the most passes over a session */
	size_t files; /**< the most audio files that a command takes on its command line */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct resource_limits, which comes in
    zeroed: --max-memory, --max-time, --max-frames. */
extern const struct argp resource_limits_argp;

/** Returns the limits that hold where the options give none. Without `untrusted` only memory has one: half of what the
    machine has left. With it, all have one, for recipes and files of people whom nobody knows. */
struct resource_limits resource_caps(bool untrusted);

/** Leaves so many bytes of the memory to what is in no arena: the buffers of readers and printers. */
void resource_limits_leave(const struct resource_limits *limits, uint64_t bytes);

/** Fills in the limits that were not given. With --untrusted (io/fence.h) those that were given may be lower than its
   caps, but not higher. Starts the clock of the time limit, and limits what all arenas give out. */
void resource_limits_settle(struct resource_limits *limits);

#endif

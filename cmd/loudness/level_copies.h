/* Names and prints the levelled copies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_LOUDNESS_LEVEL_COPIES_H
#define STEMPRINT_CMD_LOUDNESS_LEVEL_COPIES_H

#include "cmd/loudness/level_job.h"
#include "io/file_guard.h"

/** Lists the copies of `count` files before any of them is read. Returns OK or NO_MEMORY. */
enum status level_copies_guard(struct file_guard *guard, const struct level_settings *settings,
			       const char *const *paths, size_t count, struct diagnostics *diagnostics) MUST_CHECK;

/** Names the copies and checks, before the work begins, what exists at their paths. The diagnostics report all files
    that are in the way. */
enum status level_copies_expect(struct level_job *job) MUST_CHECK;

/** Prints a copy of every file that is not left out, into temporaries. It needs level_copies_expect() first. A FLAC
    file stays FLAC, and every other file becomes WAV. The copy keeps the depth; it gets 24 bits where the file has
    none. Failures are reported in the diagnostics. */
enum status level_copies_print(struct level_job *job,
			       struct source *(*open)(void *context, size_t file, struct source *source)) MUST_CHECK;

/** Returns the path of a copy, whether it exists yet or not; "" when out of memory. */
const char *level_copies_path(const struct level_job *job, size_t file);

#endif

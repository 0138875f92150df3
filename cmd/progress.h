/* Draws a progress line on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PROGRESS_H
#define STEMPRINT_CMD_PROGRESS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct progress {
	const char *title;
	const char *pass; /**< the name of the pass, or NULL */
	size_t number, count; /**< the pass is number 1 to `count` of the run */
	double sample_rate;
	struct timespec began, drawn; /**< by the clock; zero at the start, like what follows */
	int shown; /**< the screen shows so many thousandths, and 1 more */
};

/** Serves engine_options.progress and proof_job.progress; `context` is a struct progress. It draws at most once
    for each thousandth of the whole, and at most twenty times a second. The line fits the terminal. */
void progress_show(void *context, uint64_t frames, uint64_t session_frames);

/** Removes the line. */
void progress_clear(struct progress *progress);

#endif

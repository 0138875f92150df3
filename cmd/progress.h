/* Draws a progress line on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PROGRESS_H
#define STEMPRINT_CMD_PROGRESS_H

#include <stdint.h>

struct progress {
	const char *title;
	double sample_rate;
	int shown; /* the screen shows so many thousandths; all fields are zero at the start */
};

/** Serves engine_options.progress and proof_job.progress; `context` is a struct progress. It draws at most once
    for each thousandth of the whole. */
void progress_show(void *context, uint64_t frames, uint64_t session_frames);

/** Removes the line. */
void progress_clear(struct progress *progress);

#endif

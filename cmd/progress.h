/* stemprint: a progress line on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PROGRESS_H
#define STEMPRINT_CMD_PROGRESS_H

#include <stdint.h>

struct progress {
	const char *title;
	double sample_rate;
	int shown; /* thousandths already on the screen; all zero to begin with */
};

/** For engine_options.progress and verification_job.progress; `context` is a struct progress. Draws at most once for each thousandth of the whole. */
void progress_show(void *context, uint64_t frames, uint64_t session_frames);

/** Takes the line away. */
void progress_clear(struct progress *progress);

#endif

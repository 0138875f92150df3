/* Draws the progress line on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/progress.h"

#include "cmd/terminal.h"
#include "report/progress_text.h"

#include <stdio.h>

/* The eye takes no more than that in, and a slow line brings no more. */
#define LEAST_SECONDS 0.05

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) + 1e-9 * (double)(to->tv_nsec - from->tv_nsec);
}

static void draw(const struct progress *progress, uint64_t frames, uint64_t all_frames)
{
	const struct progress_state state = {
		.title = progress->title,
		.pass = progress->pass,
		.number = progress->number,
		.count = progress->count > progress->number ? progress->count : progress->number,
		.share = (double)frames / (double)all_frames,
		.seconds = (double)frames / progress->sample_rate,
		.all_seconds = (double)all_frames / progress->sample_rate,
		.elapsed_seconds = seconds_between(&progress->began, &progress->drawn),
	};
	struct text text = { 0 };
	/* In the last column some terminals begin a new line. */
	progress_text(&state, terminal_columns(stderr) - 1, &text);
	if (text.bytes && !text.failed)
		fprintf(terminal_error(), "\r%s\033[K", text.bytes);
	text_release(&text);
}

void progress_show(void *context, uint64_t frames, uint64_t session_frames)
{
	struct progress *progress = context;
	struct timespec now;
	if (session_frames == 0)
		return;
	const uint64_t done = frames < session_frames ? frames : session_frames;
	const int thousandths = 1 + (int)(1000.0 * (double)done / (double)session_frames);
	if (thousandths == progress->shown)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (progress->shown == 0)
		progress->began = now;
	else if (seconds_between(&progress->drawn, &now) < LEAST_SECONDS)
		return;
	progress->shown = thousandths;
	progress->drawn = now;
	draw(progress, done, session_frames);
}

void progress_clear(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", terminal_error());
	progress->shown = 0;
}

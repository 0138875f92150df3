/* Draws the progress line on a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/progress.h"

#include "cmd/terminal.h"
#include "report/printable.h"

#include <stdio.h>

enum { BAR_WIDTH = 40 };

void progress_show(void *context, uint64_t frames, uint64_t session_frames)
{
	struct progress *progress = context;
	if (session_frames == 0)
		return;
	double share = (double)frames / (double)session_frames;
	int thousandths = 1 + (int)(share * 1000.0);
	if (thousandths == progress->shown)
		return;
	progress->shown = thousandths;
	int filled = share < 1.0 ? (int)(share * BAR_WIDTH) : BAR_WIDTH;
	struct text title = { 0 };
	printable_append(&title, progress->title);
	fprintf(terminal_error(), "\r%s [%.*s%*s] %.1f s", title.failed ? "" : title.bytes, filled,
		"========================================", BAR_WIDTH - filled, "",
		(double)frames / progress->sample_rate);
	text_release(&title);
}

void progress_clear(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", terminal_error());
	progress->shown = 0;
}

/* Runs songs side by side, and tells of them in their order.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SONG_QUEUE_H
#define STEMPRINT_CMD_RENDER_SONG_QUEUE_H

#include "cmd/exit_code.h"

#include <stdbool.h>
#include <stddef.h>

struct song_queue {
	size_t count; /**< the songs */
	size_t abreast; /**< how many run at once, at most */
	/** Runs a song, on any thread. What it writes to the terminal is kept, and written when it is its turn. Returns
	   the exit code of the song. *stopped becomes true when a signal has ended it. */
	enum exit_code (*run)(void *context, size_t index, bool *stopped);
	void *context;
};

/** Runs all songs, and returns when no thread runs any more. A song that did not begin because of a signal counts as
    stopped. Returns the gravest exit code. */
enum exit_code song_queue_run(const struct song_queue *queue, bool *stopped);

#endif

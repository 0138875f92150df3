/* stemprint: the line that tells how far a run is.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PROGRESS_TEXT_H
#define STEMPRINT_REPORT_PROGRESS_TEXT_H

#include "base/text.h"

#include <stddef.h>

/** This is how far a pass is. */
struct progress_state {
	const char *title; /**< what runs, like the recipe */
	const char *pass; /**< the name of the pass; NULL means that there is only one */
	size_t number, count; /**< the pass is number 1 to `count` */
	double share; /**< of the pass that is done, 0 to 1 */
	double seconds, all_seconds; /**< of sound, done and in all */
	double elapsed_seconds; /**< by the clock, since the pass began */
};

/** Appends one line without its end, at most `columns` wide:

	song.yaml: mixes and stems (2/3) [=======>      ]  45 %  1:30 of 3:20  38x  0:03 left

    The speed is sound by clock. It and the time left stay away in the first half second, in which they would jump.
   Where there is less room, the bar gets short, the title loses its beginning, and then the parts go that matter least.
   The share is always there. */
void progress_text(const struct progress_state *state, size_t columns, struct text *text);

#endif

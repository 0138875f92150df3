/* stemprint: the sound of a row of clicks.
   SPDX-License-Identifier: GPL-3.0-or-later

   One click sounds at a time: it ends where the next one begins, or where the row ends, with a short fade if it is
   longer. So any row costs the same, and no click covers the next one. */
#ifndef STEMPRINT_ENGINE_CLICK_TRACK_H
#define STEMPRINT_ENGINE_CLICK_TRACK_H

#include "base/arena.h"
#include "engine/mark_session.h"
#include "recipe/click_grid.h"

/** How long the sound of stemprint's own clicks is, s. Its sine begins at zero and is multiplied by (1 - t / length)^3.
 */
#define CLICK_SECONDS 0.03

/** How long the fade of a click is that another one ends, s. */
#define CLICK_FADE_SECONDS 0.001

/** The sound of one kind of click. */
struct click_sound {
	const double *const *columns; /**< columns[channel][frame] */
	size_t channels, frames;
	double gain;
};

/** A row of clicks, which is written from its start on. */
struct click_track {
	const struct recipe_source *from;
	const struct tempo_map *map;
	double sample_rate;
	struct click_sound sounds[CLICK_KINDS];
	uint64_t end; /**< the frame where the last click ends */
	struct click_grid grid;
	struct click now, next; /**< `now` sounds, or is the first one to come */
};

/** Makes the sounds. Returns false when out of memory. */
bool click_track_init(struct click_track *track, const struct recipe_source *from, const struct mark_session *session,
		      struct arena *arena);

/** Goes back to the start; `end` may be another one than before. */
void click_track_rewind(struct click_track *track, uint64_t end);

/** Writes the next frames, which begin with frame `position` of the session. */
void click_track_render(struct click_track *track, double *const *columns, size_t channels, uint64_t position,
			size_t frames);

#endif

/* stemprint: where the clicks of a tempo map are.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every bar has clicks from its first beat on, at equal distances in quarter notes: the beats of its metre, or a note
   value. So 6/8 has six clicks, or two of a dotted quarter. A bar that ends early cuts its row of clicks off. */
#ifndef STEMPRINT_RECIPE_CLICK_GRID_H
#define STEMPRINT_RECIPE_CLICK_GRID_H

#include "recipe/recipe.h"

/** One click. */
struct click {
	double seconds; /**< of the session */
	uint64_t frame; /**< the same, rounded */
	enum click_kind kind;
};

/** A walk along the clicks. */
struct click_grid {
	const struct tempo_map *map;
	const struct recipe_click *settings;
	double sample_rate;
	double bar; /**< the number of the bar, from 1 */
	double begin, end; /**< of the bar, quarter notes */
	double step; /**< from a beat to the next, quarter notes */
	unsigned beats; /**< that the bar has */
	unsigned index; /**< the clicks of the bar that are done, subdivisions too */
};

/** The least distance of beats that may be asked for, quarter notes. */
#define CLICK_STEP_MINIMUM 0.0625

/** A click this near to a time, s, is at that time: both were computed from bars and beats, perhaps in two ways. */
#define CLICK_TOLERANCE 1e-7

/** Begins at the first click at or after a time. Map and settings must live as long as the grid. */
void click_grid_begin(struct click_grid *grid, const struct tempo_map *map, const struct recipe_click *settings,
		      double sample_rate, double seconds);

/** Returns the next click. There is always one; its frame is not lower than that of the one before. */
struct click click_grid_next(struct click_grid *grid);

#endif

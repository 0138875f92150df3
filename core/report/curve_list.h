/* stemprint: the values of a recipe that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_CURVE_LIST_H
#define STEMPRINT_REPORT_CURVE_LIST_H

#include "recipe/recipe.h"

#include <stdbool.h>
#include <stddef.h>

/** A value that a curve moves. */
struct report_curve {
	const char *kind; /**< what moves: "track", "bus", "aux", "output", "vca", or "mix" for the inserts of a mix */
	const char *owner; /**< its name */
	const char *key; /**< which value of it: "fader", "send 1 to plate: level", "insert 2 (eq): bands 1: gain" */
	enum quantity quantity; /**< the unit of the values */
	bool mutes; /**< it is a gain without a unit, which a mute moves between 0 and 1 */
	const struct breakpoint_curve *curve;
};

/** A list of them. */
struct report_curves {
	const struct report_curve *items;
	size_t count; /**< 0: nothing moves */
};

/** Lists what moves: each strip in the order of the recipe, then VCAs, then the inserts of mixes. A VCA has its curves
    once, and not again at each member. All text belongs to the arena. Returns false when out of memory. */
bool curve_list_make(const struct recipe *recipe, struct arena *arena, struct report_curves *curves);

/** The least and the greatest value of a curve. All curves stay between the values of their points. */
struct curve_extent {
	double least, greatest; /**< without silence; NAN: the level is silence all the time */
	bool silent; /**< a level goes down to silence, too */
};

struct curve_extent curve_extent(const struct breakpoint_curve *curve);

#endif

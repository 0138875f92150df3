/* Gathers the points of a curve while they are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_CURVE_DRAFT_H
#define STEMPRINT_RECIPE_CURVE_DRAFT_H

#include "dsp/breakpoint_curve.h"
#include "recipe/reader.h"

enum {
	CURVE_POINTS_MAXIMUM = 65536, /**< of one curve, as written */
	RIDE_POSITIONS_MAXIMUM = 4096, /**< of one curve */
	RECIPE_CURVE_POINTS_MAXIMUM = 1000000, /**< of all curves of a recipe */
};

/** What a curve moves. */
struct curve_target {
	enum quantity quantity; /**< the units of its values */
	double minimum, maximum; /**< inclusive, in the unit that the quantity keeps */
	double own; /**< the value that the key itself has; it holds before the first point, and between rides */
	bool decibels; /**< it is a level in dB, whose shapes run between linear gains */
	bool in_decibels; /**< it is in dB, and its shapes run between dB: `db-linear` is a straight line then */
	bool needs_own; /**< `own` has no meaning: a curve that begins with it is an error */
	bool mute; /**< it is a switch that silences: the curve becomes a gain with fades. All others are ignored then
		    */
};

/** A point as it is read. */
struct curve_point {
	struct breakpoint breakpoint;
	struct location at; /**< the location of the point, for errors about its shape */
};

/** The points of a curve that grows. */
struct curve_draft {
	const struct curve_target *target;
	bool relative; /**< values are added to target->own */
	bool rides; /**< the points are those of rides */
	struct curve_point *points;
	size_t count, capacity;
};

/** Reads `value` of a point or a ride into *value, which becomes absolute. Returns false after an error. */
bool curve_draft_read_value(struct reader *reader, const struct entry *entry, const struct curve_draft *draft,
			    double *value);

/** Makes room for `count` more points. Returns false after an error. */
bool curve_draft_reserve(struct reader *reader, struct location at, size_t count, struct curve_draft *draft);

#endif

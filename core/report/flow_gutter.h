/* stemprint: the gutters of a flow chart, where lines go up and down between two columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FLOW_GUTTER_H
#define STEMPRINT_REPORT_FLOW_GUTTER_H

#include <stddef.h>

/** A gutter grows by this at most to fill a sheet. */
#define FLOW_GUTTER_MORE 140.0

/** Whether a piece comes in and goes out on the same side of its gutter: a line that leads back turns round twice. */
enum flow_turn { FLOW_TURN_NONE, FLOW_TURN_LEFT, FLOW_TURN_RIGHT };

/** What lines with a common way have in one gutter: it comes in at some heights and goes out at one, `to`. */
struct flow_piece {
	size_t gutter;
	enum flow_turn turn;
	double to;
	double least, greatest; /**< the heights that it spans */
	double sum; /**< of the heights where it comes in */
	size_t count; /**< how many there are */
	size_t slot; /**< which of the upright places of the gutter it has, from the left */
};

/** A gutter. All zero: it has no lines. */
struct flow_gutter {
	size_t slots;
	double x, width;
};

/** Returns a piece that goes out at a height. */
struct flow_piece flow_piece_to(size_t gutter, enum flow_turn turn, double to);

/** Lets a piece come in at a height. */
void flow_piece_add(struct flow_piece *piece, double y);

/** Gives each piece a slot of its gutter, so that pieces at the same height have different ones and few cross. Sorts
   the list of pieces, and counts the slots of all gutters. */
void flow_gutters_fill(struct flow_piece **pieces, size_t count, struct flow_gutter *gutters);

/** Gives a gutter the width that its slots need, or the least width. */
void flow_gutter_widen(struct flow_gutter *gutter, double least);

/** Returns where a piece goes up or down. */
double flow_gutter_x(const struct flow_gutter *gutter, const struct flow_piece *piece);

#endif

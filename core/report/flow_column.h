/* stemprint: the order and the heights of what stands in a column of a flow chart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FLOW_COLUMN_H
#define STEMPRINT_REPORT_FLOW_COLUMN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** The height of a lane. */
#define FLOW_LANE 7.0

/** A box, or a lane where a line passes the column. */
struct flow_item {
	bool is_lane;
	double height;
	double y; /**< its upper edge */
	double wanted; /**< where the upper edge would be, if there was nothing else in the column */
	double weight; /**< how much it wants that; over 0 */
};

/** A column of items, from top to bottom. */
struct flow_column {
	size_t *items; /**< [count] indices into the list of items */
	size_t count;
};

/** Scratch for columns of up to a number of items. */
struct flow_scratch;

/** Returns scratch that belongs to the arena; NULL when out of memory. */
struct flow_scratch *flow_scratch_new(struct arena *arena, size_t count);

/** Puts the items in the order of what they want. Items that want the same keep their order. */
void flow_column_sort(struct flow_column *column, const struct flow_item *items, struct flow_scratch *scratch);

/** Gives the items heights in their order without an overlap. They are as near to what they want as that allows: the
    sum of weight times squared distance is least. */
void flow_column_place(const struct flow_column *column, struct flow_item *items, struct flow_scratch *scratch);

/** Gives the items heights in their order, as close together as they may be. The first one has the height 0. Returns
    the height of all. */
double flow_column_stack(const struct flow_column *column, struct flow_item *items);

#endif

/* Finds the order and the heights of what stands in a column of a flow chart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow_column.h"

#include <stdlib.h>

/* The least distances between two boxes, and between a box and a lane. Lanes touch: their lines are in their middle. */
static const double box_distance = 16.0, lane_distance = 9.0;

/* Items that touch each other, and want a common shift against a column without distances. */
struct block {
	double shift, weight;
	size_t count;
};

struct rank {
	double wanted;
	size_t before, item;
};

struct flow_scratch {
	struct block *blocks;
	struct rank *ranks;
};

struct flow_scratch *flow_scratch_new(struct arena *arena, size_t count)
{
	struct flow_scratch *scratch = ARENA_NEW(arena, struct flow_scratch);
	if (!scratch)
		return NULL;
	scratch->blocks = ARENA_ARRAY(arena, struct block, count);
	scratch->ranks = ARENA_ARRAY(arena, struct rank, count);
	return scratch->blocks && scratch->ranks ? scratch : NULL;
}

static int by_wanted(const void *one, const void *other)
{
	const struct rank *a = one, *b = other;
	if (a->wanted < b->wanted || a->wanted > b->wanted)
		return a->wanted < b->wanted ? -1 : 1;
	return a->before < b->before ? -1 : 1;
}

void flow_column_sort(struct flow_column *column, const struct flow_item *items, struct flow_scratch *scratch)
{
	for (size_t i = 0; i < column->count; i++)
		scratch->ranks[i] = (struct rank){ items[column->items[i]].wanted, i, column->items[i] };
	qsort(scratch->ranks, column->count, sizeof *scratch->ranks, by_wanted);
	for (size_t i = 0; i < column->count; i++)
		column->items[i] = scratch->ranks[i].item;
}

static double distance(const struct flow_item *above, const struct flow_item *below)
{
	if (above->is_lane && below->is_lane)
		return 0.0;
	return above->is_lane || below->is_lane ? lane_distance : box_distance;
}

double flow_column_stack(const struct flow_column *column, struct flow_item *items)
{
	double y = 0.0;
	for (size_t i = 0; i < column->count; i++) {
		struct flow_item *item = &items[column->items[i]];
		if (i > 0)
			y += distance(&items[column->items[i - 1]], item);
		item->y = y;
		y += item->height;
	}
	return y;
}

/* Without the heights and distances of what stands above, the order is all that an item has to keep: its shift is not
 * less than that of the item above. Neighbours that want it otherwise become one block, which wants the mean. */
void flow_column_place(const struct flow_column *column, struct flow_item *items, struct flow_scratch *scratch)
{
	struct block *blocks = scratch->blocks;
	size_t count = 0;
	flow_column_stack(column, items);
	for (size_t i = 0; i < column->count; i++) {
		const struct flow_item *item = &items[column->items[i]];
		blocks[count++] = (struct block){ item->wanted - item->y, item->weight, 1 };
		for (; count > 1 && blocks[count - 1].shift <= blocks[count - 2].shift; count--) {
			struct block *above = &blocks[count - 2];
			const struct block *below = &blocks[count - 1];
			const double weight = above->weight + below->weight;
			above->shift = (above->shift * above->weight + below->shift * below->weight) / weight;
			above->weight = weight;
			above->count += below->count;
		}
	}
	for (size_t block = 0, i = 0; block < count; block++)
		for (size_t k = 0; k < blocks[block].count; k++)
			items[column->items[i++]].y += blocks[block].shift;
}

/* Finds where lines go up and down between the columns of a flow chart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow_gutter.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The room beside the slots: a line must be seen to leave a box, and to enter one by its arrow. */
static const double left_room = 12.0, right_room = 18.0;
/* The distance of two slots, and the most that all slots of a gutter take. */
static const double slot_distance = 7.0, slots_most = 160.0;
/* Pieces that are nearer than this at the same slot would look like one. */
static const double piece_distance = 8.0;

struct flow_piece flow_piece_to(size_t gutter, enum flow_turn turn, double to)
{
	return (struct flow_piece){ .gutter = gutter, .turn = turn, .to = to, .least = to, .greatest = to };
}

void flow_piece_add(struct flow_piece *piece, double y)
{
	piece->least = fmin(piece->least, y);
	piece->greatest = fmax(piece->greatest, y);
	piece->sum += y;
	piece->count++;
}

static double span(const struct flow_piece *piece)
{
	return piece->greatest - piece->least;
}

/* The order from left to right lets few pieces cross: what turns on the left side, what goes up, what goes down, what
 * turns on the right side. */
static int class_of(const struct flow_piece *piece)
{
	if (piece->turn != FLOW_TURN_NONE)
		return piece->turn == FLOW_TURN_RIGHT ? 0 : 3;
	return piece->to * (double)piece->count < piece->sum ? 1 : 2;
}

/* Returns what grows from left to right within a class. Of two pieces that go up, the one that ends higher comes first,
 * and of two that go down the one that ends lower. Turns are within each other. */
static double rank_of(const struct flow_piece *piece)
{
	switch (class_of(piece)) {
	case 0:
		return span(piece);
	case 1:
		return piece->to;
	case 2:
		return -piece->to;
	default:
		return -span(piece);
	}
}

static int by_place(const void *one, const void *other)
{
	const struct flow_piece *a = *(struct flow_piece *const *)one, *b = *(struct flow_piece *const *)other;
	if (a->gutter != b->gutter)
		return a->gutter < b->gutter ? -1 : 1;
	if (class_of(a) != class_of(b))
		return class_of(a) - class_of(b);
	if (rank_of(a) < rank_of(b) || rank_of(a) > rank_of(b))
		return rank_of(a) < rank_of(b) ? -1 : 1;
	return a < b ? -1 : 1;
}

static bool is_straight(const struct flow_piece *piece)
{
	return span(piece) < 0.05;
}

static bool meet(const struct flow_piece *a, const struct flow_piece *b)
{
	return a->least < b->greatest + piece_distance && b->least < a->greatest + piece_distance;
}

void flow_gutters_fill(struct flow_piece **pieces, size_t count, struct flow_gutter *gutters)
{
	qsort(pieces, count, sizeof *pieces, by_place);
	for (size_t first = 0, i = 0; i < count; i++) {
		struct flow_gutter *gutter = &gutters[pieces[i]->gutter];
		first = pieces[first]->gutter == pieces[i]->gutter ? first : i;
		for (size_t k = first; k < i && !is_straight(pieces[i]); k++)
			if (pieces[k]->slot >= pieces[i]->slot && !is_straight(pieces[k]) && meet(pieces[k], pieces[i]))
				pieces[i]->slot = pieces[k]->slot + 1;
		gutter->slots = gutter->slots > pieces[i]->slot ? gutter->slots : pieces[i]->slot + 1;
	}
}

void flow_gutter_widen(struct flow_gutter *gutter, double least)
{
	if (gutter->slots > 0)
		least = fmax(least,
			     left_room + right_room + fmin(slot_distance * (double)(gutter->slots - 1), slots_most));
	gutter->width = least;
}

double flow_gutter_x(const struct flow_gutter *gutter, const struct flow_piece *piece)
{
	const double room = gutter->width - left_room - right_room;
	const double share = gutter->slots > 1 ? (double)piece->slot / (double)(gutter->slots - 1) : 0.5;
	return gutter->x + left_room + share * room;
}

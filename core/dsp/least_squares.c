/* Solves normal equations with diagonal pivots.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/least_squares.h"

#include <math.h>

bool least_squares_init(struct least_squares *squares, struct arena *arena, size_t capacity)
{
	squares->count = capacity;
	squares->gram = ARENA_ARRAY(arena, double, capacity *capacity);
	squares->right = ARENA_ARRAY(arena, double, capacity);
	squares->scales = ARENA_ARRAY(arena, double, capacity);
	squares->order = ARENA_ARRAY(arena, size_t, capacity);
	return squares->gram && squares->right && squares->scales && squares->order;
}

/* Scales the columns to energy 1, so that the rest of a column is a share. */
static void scale(struct least_squares *squares)
{
	const size_t count = squares->count;
	for (size_t i = 0; i < count; i++) {
		const double energy = squares->gram[i * count + i];
		squares->scales[i] = energy > 0.0 ? 1.0 / sqrt(energy) : 0.0;
		squares->order[i] = i;
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < count; k++)
			squares->gram[i * count + k] *= squares->scales[i] * squares->scales[k];
		squares->right[i] *= squares->scales[i];
	}
}

/* Moves the column of which most is left to index `rank`. Returns how much of it is left. */
static double choose(struct least_squares *squares, size_t rank)
{
	size_t *order = squares->order, best = rank;
	const size_t diagonal = squares->count + 1;
	for (size_t i = rank + 1; i < squares->count; i++)
		if (squares->gram[order[i] * diagonal] > squares->gram[order[best] * diagonal])
			best = i;
	const size_t chosen = order[best];
	order[best] = order[rank];
	order[rank] = chosen;
	return squares->gram[chosen * diagonal];
}

static void eliminate(struct least_squares *squares, size_t rank)
{
	const size_t count = squares->count, *order = squares->order;
	const double *pivot = squares->gram + order[rank] * count;
	for (size_t i = rank + 1; i < count; i++) {
		double *row = squares->gram + order[i] * count;
		const double factor = row[order[rank]] / pivot[order[rank]];
		for (size_t k = rank + 1; k < count; k++)
			row[order[k]] -= factor * pivot[order[k]];
		squares->right[order[i]] -= factor * squares->right[order[rank]];
	}
}

size_t least_squares_solve(struct least_squares *squares, double tolerance)
{
	const size_t count = squares->count, *order = squares->order;
	size_t rank = 0;
	scale(squares);
	while (rank < count && choose(squares, rank) > tolerance)
		eliminate(squares, rank++);
	for (size_t i = rank; i < count; i++)
		squares->right[order[i]] = 0.0;
	for (size_t i = rank; i-- > 0;) {
		const double *row = squares->gram + order[i] * count;
		double sum = squares->right[order[i]];
		for (size_t k = i + 1; k < rank; k++)
			sum -= row[order[k]] * squares->right[order[k]];
		squares->right[order[i]] = sum / row[order[i]];
	}
	for (size_t i = 0; i < count; i++)
		squares->right[i] *= squares->scales[i];
	return rank;
}

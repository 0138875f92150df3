/* Moves the parameters of gain computers from one point of the automation grid to the next.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/moving_rows.h"

#include <string.h>

/* The frame after the way finds the slot at its target, bit for bit. */
enum { WAY = AUTOMATION_GRID_FRAMES + 1 };

bool moving_rows_init(struct moving_rows *moving, struct arena *arena, double *table, size_t rows, size_t width)
{
	*moving = (struct moving_rows){ .table = table,
					.from = ARENA_ARRAY(arena, double, rows *width),
					.to = ARENA_ARRAY(arena, double, rows *width),
					.changes = ARENA_ARRAY(arena, double, rows *width),
					.rows = rows,
					.width = width };
	return moving->from && moving->to && moving->changes;
}

/* Returns the value of the next frame. */
static double present(const struct moving_rows *moving, size_t slot, size_t at)
{
	const size_t passed = WAY - moving->left[slot];
	if (moving->left[slot] <= 1)
		return moving->left[slot] == 0 ? moving->table[at] : moving->to[at];
	return moving->from[at] +
	       (moving->to[at] - moving->from[at]) * ((double)passed / (double)AUTOMATION_GRID_FRAMES);
}

void moving_rows_start(struct moving_rows *moving, size_t slot)
{
	for (size_t row = 0; row < moving->rows; row++) {
		const size_t at = row * moving->width + slot;
		moving->from[at] = present(moving, slot, at);
	}
	if (moving->left[slot] == 0)
		moving->moving++;
	moving->left[slot] = WAY;
}

/* Returns the frames until all slots that move are at their targets; 0 where they do not get there together. */
static size_t common_left(const struct moving_rows *moving)
{
	size_t left = 0;
	for (size_t slot = 0; slot < moving->width; slot++) {
		if (moving->left[slot] == 0)
			continue;
		if (left > 0 && moving->left[slot] != left)
			return 0;
		left = moving->left[slot];
	}
	return left > 0 ? left - 1 : 0;
}

/* A slot that rests among others that move gets a change of -0, which leaves each sum as it is. */
size_t moving_rows_way(struct moving_rows *moving, size_t most)
{
	const size_t left = common_left(moving), frames = left < most ? left : most;
	for (size_t slot = 0; frames > 0 && slot < moving->width; slot++)
		for (size_t row = 0; row < moving->rows; row++) {
			const size_t at = row * moving->width + slot;
			const bool moves = moving->left[slot] > 0;
			moving->from[at] = moves ? moving->from[at] : moving->table[at];
			moving->changes[at] = moves ? moving->to[at] - moving->from[at] : -0.0;
		}
	for (size_t i = 0; i < frames; i++)
		moving->shares[i] = (double)(AUTOMATION_GRID_FRAMES - left + i) / (double)AUTOMATION_GRID_FRAMES;
	return frames;
}

void moving_rows_advance(struct moving_rows *moving, size_t frames)
{
	for (size_t slot = 0; slot < moving->width; slot++)
		moving->left[slot] -= moving->left[slot] > 0 ? frames : 0;
}

void moving_rows_step(struct moving_rows *moving)
{
	for (size_t slot = 0; slot < moving->width; slot++) {
		if (moving->left[slot] == 0)
			continue;
		for (size_t row = 0; row < moving->rows; row++) {
			const size_t at = row * moving->width + slot;
			moving->table[at] = present(moving, slot, at);
		}
		moving->left[slot]--;
		if (moving->left[slot] == 0)
			moving->moving--;
	}
}

void moving_rows_stop(struct moving_rows *moving)
{
	memset(moving->left, 0, sizeof moving->left);
	moving->moving = 0;
}

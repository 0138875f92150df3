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
					.rows = rows,
					.width = width };
	return moving->from && moving->to;
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

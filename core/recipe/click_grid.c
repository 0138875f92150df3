/* Finds the clicks of a tempo map, bar by bar.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/click_grid.h"

#include "base/frames.h"

#include <math.h>

/* A beat this near to the end of its bar, in quarter notes, belongs to the next bar. */
static const double end_tolerance = 1e-9;

static void enter_bar(struct click_grid *grid, double bar)
{
	const struct recipe_click *settings = grid->settings;
	grid->bar = bar;
	grid->index = 0;
	grid->begin = tempo_map_at_bar(grid->map, (struct bar_position){ bar, 1.0 });
	grid->end = tempo_map_at_bar(grid->map, (struct bar_position){ bar + 1.0, 1.0 });
	const double beat = 4.0 / tempo_map_metre(grid->map, grid->begin)->unit;
	grid->step = settings->every <= 0.0               ? beat
		     : settings->every_unit == TIME_BEATS ? settings->every * beat
							  : settings->every;
	grid->beats = (unsigned)ceil((grid->end - grid->begin - end_tolerance) / grid->step);
}

/* A bar in half time has a click on every second beat, and only on the first one if its beats are odd. */
static bool is_left_out(const struct click_grid *grid)
{
	const struct recipe_click *settings = grid->settings;
	const unsigned beat = grid->index / settings->subdivisions;
	if (!settings->half_time || grid->begin >= settings->full_quarter - end_tolerance)
		return false;
	return grid->index % settings->subdivisions != 0 || (grid->beats % 2 == 0 ? beat % 2 != 0 : beat > 0);
}

static enum click_kind kind_of(const struct click_grid *grid)
{
	if (grid->index == 0)
		return CLICK_ACCENT;
	return grid->index % grid->settings->subdivisions == 0 ? CLICK_BEAT : CLICK_SUBDIVISION;
}

struct click click_grid_next(struct click_grid *grid)
{
	for (;;) {
		const double quarter = grid->begin + grid->index * grid->step / grid->settings->subdivisions;
		if (quarter >= grid->end - end_tolerance) {
			enter_bar(grid, grid->bar + 1.0);
			continue;
		}
		const bool left_out = is_left_out(grid);
		const enum click_kind kind = kind_of(grid);
		grid->index++;
		const double seconds = tempo_map_seconds(grid->map, quarter);
		if (!left_out)
			return (struct click){ seconds, frames_of_seconds(seconds, grid->sample_rate), kind };
	}
}

void click_grid_begin(struct click_grid *grid, const struct tempo_map *map, const struct recipe_click *settings,
		      double sample_rate, double seconds)
{
	*grid = (struct click_grid){ .map = map, .settings = settings, .sample_rate = sample_rate };
	/* Rounding may have put the time before its bar. */
	enter_bar(grid, fmax(1.0, tempo_map_bar(map, tempo_map_quarter(map, seconds)).bar - 1.0));
	struct click_grid before = *grid;
	while (click_grid_next(grid).seconds < seconds - CLICK_TOLERANCE)
		before = *grid;
	*grid = before;
}

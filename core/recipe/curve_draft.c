/* Gathers the points of a curve while they are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/curve_draft.h"

bool curve_draft_read_value(struct reader *reader, const struct entry *entry, const struct curve_draft *draft,
			    double *value)
{
	const struct curve_target *target = draft->target;
	const double shift = draft->relative ? target->own : 0.0;
	bool on = false;
	if (target->mute) {
		const bool good = reader_switch(reader, entry, &on, NULL);
		*value = on ? 0.0 : 1.0;
		return good;
	}
	if (!reader_number(reader, entry, target->quantity, target->minimum - shift, target->maximum - shift, value))
		return false;
	*value += shift;
	return true;
}

bool curve_draft_reserve(struct reader *reader, struct location at, size_t count, struct curve_draft *draft)
{
	reader->curve_points += count;
	if (reader->curve_points > RECIPE_CURVE_POINTS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", at,
				  "the curves of the recipe have more than %d points; leave some out",
				  RECIPE_CURVE_POINTS_MAXIMUM);
		return false;
	}
	draft->points = reader_array(reader, count, sizeof *draft->points);
	draft->capacity = count;
	return draft->points;
}

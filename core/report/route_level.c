/* Finds and writes the level of a send or a fader.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_level.h"

#include "dsp/elementary.h"
#include "report/curve_list.h"

#include <math.h>

static struct route_level moved(double db, const struct recipe_curves *curves)
{
	struct route_level level = { false, db, db };
	for (size_t i = 0; curves && i < curves->count; i++) {
		const struct curve_extent extent = curve_extent(curves->items[i]);
		const bool decibels = curves->items[i]->decibels; /* others are gains of mutes, from 0 to 1 */
		level.moves = true;
		if (extent.silent || (!decibels && extent.least <= 0.0))
			level.least_db = -(double)INFINITY;
		else if (decibels)
			level.least_db += extent.least;
		if (decibels ? isnan(extent.greatest) : extent.greatest <= 0.0)
			level.greatest_db = -(double)INFINITY;
		else if (decibels)
			level.greatest_db += extent.greatest;
	}
	return level;
}

struct route_level route_level_of(const struct connection *connection)
{
	return moved(gain_to_decibel(connection->gain), connection->moving ? &connection->moving->level_curves : NULL);
}

struct route_level route_level_of_fader(const struct recipe_strip *strip)
{
	return moved(strip->fader_db, &strip->level_curves);
}

static void append_db(double db, const char *minus, struct text *text)
{
	const char *sign = db < 0.0 ? minus : "";
	if (isinf(db))
		text_append(text, "%sinf dB", sign);
	else
		text_append(text, "%s%.1f dB", sign, fabs(db));
}

void route_level_append(const struct route_level *level, const char *minus, struct text *text)
{
	text_append(text, "%s", level->moves ? "automated " : "");
	append_db(level->least_db, minus, text);
	if (level->greatest_db > level->least_db) {
		text_append(text, " to ");
		append_db(level->greatest_db, minus, text);
	}
}

void route_level_append_short(const struct route_level *level, const char *minus, struct text *text)
{
	if (level->moves)
		text_append(text, "automated");
	else
		append_db(level->least_db, minus, text);
}

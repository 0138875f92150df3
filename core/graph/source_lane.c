/* Numbers the lanes of a graph that tells tracks apart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/source_lane.h"

static size_t find(const struct source_lanes *lanes, size_t strip, size_t stem)
{
	for (size_t i = 0; i < lanes->count; i++)
		if (lanes->items[i].strip == strip && (strip == RECIPE_NONE || lanes->items[i].stem == stem))
			return i;
	return SIZE_MAX;
}

size_t source_lanes_label(const struct source_lanes *lanes, size_t lane, size_t stem)
{
	return lanes->items ? find(lanes, lanes->items[lane].strip, stem) : stem;
}

size_t source_lanes_make(struct source_lanes *lanes, size_t strip, size_t stem)
{
	const size_t found = find(lanes, strip, stem);
	if (found != SIZE_MAX || lanes->count == RECIPE_STEMS_MAXIMUM)
		return found;
	lanes->items[lanes->count] = (struct source_lane){ strip, stem };
	return lanes->count++;
}

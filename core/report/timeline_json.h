/* stemprint: the tempo map and the markers of a session as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_TIMELINE_JSON_H
#define STEMPRINT_REPORT_TIMELINE_JSON_H

#include "recipe/position.h"

#include <jansson.h>

/** Returns an object of the schema's definition "timeline", which the caller owns; JSON null when the session has
    neither a tempo nor markers. It has at most TIMELINE_ITEMS_SHOWN tempos, metres and markers each, and says how many
    more there are. Returns NULL when out of memory. */
json_t *timeline_json(const struct timeline *timeline);

/** Returns a position as an object of the schema's definition "position": bar and beat, where the session has a tempo,
    and the time. Returns NULL when out of memory. */
json_t *timeline_json_position(const struct timeline *timeline, double seconds);

enum { TIMELINE_ITEMS_SHOWN = 1000 };

#endif

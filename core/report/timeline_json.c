/* Writes the tempo map and the markers of a session as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/timeline_json.h"

#include "base/frames.h"

#include <math.h>

/* The bar stands before the time. */
static bool set_bar(json_t *object, const struct timeline *timeline, double seconds)
{
	const struct bar_position at = tempo_map_bar(timeline->map, tempo_map_quarter(timeline->map, seconds));
	return json_object_set_new_nocheck(object, "bar", json_integer((json_int_t)at.bar)) == 0 &&
	       json_object_set_new_nocheck(object, "beat", json_real(round(at.beat * 1e6) / 1e6)) == 0;
}

json_t *timeline_json_position(const struct timeline *timeline, double seconds)
{
	const double decimals = 1e9; /* a nanosecond */
	const json_int_t frame = (json_int_t)frames_of_seconds(seconds, timeline->sample_rate);
	json_t *object = json_object();
	if (object && (!timeline->map || set_bar(object, timeline, seconds)) &&
	    json_object_set_new_nocheck(object, "seconds", json_real(round(seconds * decimals) / decimals)) == 0 &&
	    json_object_set_new_nocheck(object, "frame", json_integer(frame)) == 0)
		return object;
	json_decref(object);
	return NULL;
}

/* Adds the other properties to a position, and both to the list. */
static bool append(json_t *list, json_t *position, json_t *properties)
{
	const bool well = position && properties && json_object_update(position, properties) == 0;
	json_decref(properties);
	if (!well) {
		json_decref(position);
		return false;
	}
	return json_array_append_new(list, position) == 0;
}

static size_t shown(size_t count)
{
	return count < TIMELINE_ITEMS_SHOWN ? count : TIMELINE_ITEMS_SHOWN;
}

static bool fill(const struct timeline *timeline, json_t *tempos, json_t *metres, json_t *markers)
{
	static const char *const ramps[] = { "none", "beats", "time" };
	const struct tempo_map *map = timeline->map;
	bool well = true;
	for (size_t i = 0; map && i < shown(map->tempo_count) && well; i++)
		well = append(tempos, timeline_json_position(timeline, map->tempos[i].seconds),
			      json_pack("{s:f,s:s}", "bpm", map->tempos[i].bpm, "ramp", ramps[map->tempos[i].ramp]));
	for (size_t i = 0; map && i < shown(map->metre_count) && well; i++)
		well = append(
			metres, timeline_json_position(timeline, tempo_map_seconds(map, map->metres[i].quarter)),
			json_pack("{s:i,s:i}", "beats", (int)map->metres[i].beats, "unit", (int)map->metres[i].unit));
	for (size_t i = 0; i < shown(timeline->marker_count) && well; i++)
		well = append(markers, timeline_json_position(timeline, timeline->markers[i].seconds),
			      json_pack("{s:s}", "name", timeline->markers[i].name));
	return well;
}

static size_t left_out(const struct timeline *timeline)
{
	const struct tempo_map *map = timeline->map;
	size_t count = timeline->marker_count - shown(timeline->marker_count);
	if (map)
		count += map->tempo_count - shown(map->tempo_count) + map->metre_count - shown(map->metre_count);
	return count;
}

json_t *timeline_json(const struct timeline *timeline)
{
	if (!timeline || (!timeline->map && timeline->marker_count == 0))
		return json_null();
	json_t *tempos = json_array(), *metres = json_array(), *markers = json_array();
	if (tempos && metres && markers && fill(timeline, tempos, metres, markers))
		return json_pack("{s:o,s:o,s:o,s:I}", "tempos", tempos, "metres", metres, "markers", markers,
				 "left_out", (json_int_t)left_out(timeline));
	json_decref(tempos);
	json_decref(metres);
	json_decref(markers);
	return NULL;
}

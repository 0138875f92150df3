/* Writes the curves of automation as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/curve_json.h"

#include "report/timeline_json.h"

#include <math.h>

/* Names the unit in which the values stand. Those of time are seconds here, whatever a recipe writes. */
static const char *unit_of(const struct report_curve *curve)
{
	if (curve->mutes)
		return "gain";
	if (curve->quantity == QUANTITY_TIME || curve->quantity == QUANTITY_DURATION)
		return "s";
	return curve->quantity == QUANTITY_PAN ? "pan" : quantity_unit(curve->quantity);
}

/* Silence is null, and so is a value that no point has. */
static json_t *value_of(const struct report_curve *curve, double value)
{
	const double decimals = 1e6;
	if (!isfinite(value))
		return json_null();
	return json_real(round((curve->quantity == QUANTITY_PERCENT ? 100.0 * value : value) * decimals) / decimals);
}

/* Sets a property of an object, and owns the value. Returns false when one is NULL, or when out of memory. */
static bool set(json_t *object, const char *name, json_t *value)
{
	return json_object_set_new_nocheck(object, name, value) == 0;
}

static json_t *control_of(const struct breakpoint *point)
{
	return json_pack("[f,f,f,f]", point->control.x1, point->control.y1, point->control.x2, point->control.y2);
}

/* A song has many points: each is one object from the start. */
static json_t *point_json(const struct report_curve *curve, size_t index, const struct timeline *timeline)
{
	const struct breakpoint *point = &curve->curve->points[index];
	const double seconds = (double)point->frame / timeline->sample_rate;
	json_t *object = timeline_json_position(timeline, seconds);
	bool well = set(object, "value", value_of(curve, point->value));
	if (index > 0)
		well = well && set(object, "shape", json_string_nocheck(curve_shape_names[point->shape]));
	if (index > 0 && point->shape == CURVE_BEZIER)
		well = well && set(object, "control", control_of(point));
	if (well)
		return object;
	json_decref(object);
	return NULL;
}

/* Writes a curve. *room is for points, and becomes less. */
static json_t *one(const struct report_curve *curve, const struct timeline *timeline, size_t *room)
{
	const struct curve_extent extent = curve_extent(curve->curve);
	const size_t shown = curve->curve->count < *room ? curve->curve->count : *room;
	json_t *points = json_array();
	bool well = points;
	for (size_t i = 0; i < shown && well; i++)
		well = json_array_append_new(points, point_json(curve, i, timeline)) == 0;
	*room -= shown;
	if (well)
		return json_pack("{s:s,s:s,s:s,s:s,s:o,s:o,s:b,s:o,s:I}", "kind", curve->kind, "owner", curve->owner,
				 "key", curve->key, "unit", unit_of(curve), "least", value_of(curve, extent.least),
				 "greatest", value_of(curve, extent.greatest), "silent", extent.silent ? 1 : 0,
				 "points", points, "left_out", (json_int_t)(curve->curve->count - shown));
	json_decref(points);
	return NULL;
}

json_t *curve_json(const struct report_curves *curves, const struct timeline *timeline)
{
	const size_t shown = curves->count < CURVE_JSON_CURVES ? curves->count : CURVE_JSON_CURVES;
	size_t room = CURVE_JSON_POINTS;
	json_t *list = json_array();
	bool well = list;
	for (size_t i = 0; i < shown && well; i++)
		well = json_array_append_new(list, one(&curves->items[i], timeline, &room)) == 0;
	if (well)
		return json_pack("{s:o,s:I}", "curves", list, "left_out", (json_int_t)(curves->count - shown));
	json_decref(list);
	return NULL;
}

/* Writes the edit of a region as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/edit_json.h"

/* No fade is null. */
static json_t *fade_json(const struct edit_fade *fade)
{
	if (fade->frames == 0)
		return json_null();
	return json_pack("{s:I, s:s}", "frames", (json_int_t)fade->frames, "shape", fade_shape_names[fade->shape]);
}

static json_t *part_json(const struct edit_part *part)
{
	return json_pack("{s:I, s:I, s:o}", "from_frame", (json_int_t)part->from, "frames", (json_int_t)part->frames,
			 "crossfade", fade_json(&part->crossfade));
}

json_t *edit_json(const struct edit *edit, json_t *cut_dbfs)
{
	json_t *parts = json_array();
	for (size_t i = 0; parts && i < edit->part_count; i++)
		if (json_array_append_new(parts, part_json(&edit->parts[i])) != 0) {
			json_decref(parts);
			parts = NULL;
		}
	return json_pack("{s:o, s:o, s:o, s:o}", "parts", parts, "fade_in", fade_json(&edit->fade_in), "fade_out",
			 fade_json(&edit->fade_out), "cut_dbfs", cut_dbfs);
}

/* Reads the parts that a region is joined from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_region_part.h"

#include "recipe/recipe_part.h"

#include <math.h>

/* Rounding of times in seconds is no reason to refuse them; frames are rounded later. */
#define SECONDS_SLACK 1e-9

/** A part as it is written. */
struct part_entry {
	struct recipe_region_part part;
	struct location to_at, length_at;
};

static void read_to(struct reader *reader, const struct entry *entry, void *target)
{
	struct part_entry *given = target;
	given->to_at = entry->value->at;
	reader_key_number(reader, entry, &given->part.to_seconds);
}

static void read_length(struct reader *reader, const struct entry *entry, void *target)
{
	struct part_entry *given = target;
	given->length_at = entry->value->at;
	reader_key_number(reader, entry, &given->part.length_seconds);
}

static void read_crossfade(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_fade(reader, entry, &((struct part_entry *)target)->part.crossfade);
}

static const struct recipe_key rows[] = {
	{ .name = "from",
	  .help = "where the part begins, from the start of the session",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = 0.0,
	  .offset = offsetof(struct part_entry, part.from_seconds) },
	{ .name = "to",
	  .help = "where the part ends, from the start of the session",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "the last part: where the region has its `length`, or the end of the files, with the tail",
	  .read = read_to },
	{ .name = "length",
	  .excludes = "to",
	  .help = "how long the part is, instead of `to`",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_DURATION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "`to` says it",
	  .read = read_length },
	{ .name = "crossfade",
	  .help = "a fade from the part before, as `fade_in` of a clip; its shape is `equal-power` if none is named",
	  .shape = "fade",
	  .otherwise = "a cut",
	  .read = read_crossfade },
};

const struct recipe_keys region_part_keys = { .name = "region-part",
					      .title = "key of a part of a region",
					      KEY_ROWS(rows) };

/* Returns how long the part is by itself; NAN if it does not say it. */
static double seconds_of(const struct recipe_region_part *part)
{
	return isnan(part->to_seconds) ? part->length_seconds : part->to_seconds - part->from_seconds;
}

double recipe_region_parts_seconds(const struct recipe_region *region)
{
	double seconds = 0.0;
	if (!isnan(region->length_seconds))
		return region->length_seconds;
	for (size_t i = 0; i < region->part_count; i++)
		seconds += seconds_of(&region->parts[i]);
	return isnan(seconds) ? (double)INFINITY : seconds;
}

static void check_end(struct reader *reader, const struct part_entry *given, const char *where, bool last)
{
	const struct recipe_region_part *part = &given->part;
	if (!isnan(part->to_seconds) && !isnan(part->length_seconds))
		diagnostics_error(reader->diagnostics, "conflicting-keys", given->length_at,
				  "\"to\" and \"length\" both say where %s ends; leave one out", where);
	else if (seconds_of(part) <= 0.0)
		diagnostics_error(reader->diagnostics, "bad-value",
				  given->length_at.line > 0 ? given->length_at : given->to_at,
				  "%s is empty: it ends where it begins, or before; let it end later", where);
	else if (isnan(seconds_of(part)) && !last && given->length_at.line == 0 && given->to_at.line == 0)
		diagnostics_error(reader->diagnostics, "missing-key", part->at,
				  "%s has no end, which only the last part may lack; add `to` or `length`", where);
}

/* What fades out is the end of the part before, and what fades in is the sound before the part. */
static void check_crossfade(struct reader *reader, const struct recipe_region_part *part, const char *where,
			    const struct recipe_region_part *before)
{
	const struct recipe_fade *crossfade = &part->crossfade;
	if (crossfade->seconds <= 0.0)
		return;
	if (!before)
		diagnostics_error(reader->diagnostics, "misplaced-key", crossfade->at,
				  "%s has nothing before it to fade from; give the region a `fade_in`", where);
	else if (crossfade->seconds > seconds_of(before) + SECONDS_SLACK)
		diagnostics_error(reader->diagnostics, "out-of-range", crossfade->at,
				  "the crossfade of %.6g s is longer than the part before it, of %.6g s; shorten it",
				  crossfade->seconds, seconds_of(before));
	else if (crossfade->seconds > part->from_seconds + SECONDS_SLACK)
		diagnostics_error(reader->diagnostics, "out-of-range", crossfade->at,
				  "the crossfade of %.6g s begins before the session, because %s begins at %.6g s; "
				  "shorten it",
				  crossfade->seconds, where, part->from_seconds);
}

/* The region has a length of its own: the last part ends there, and nowhere else. */
static void check_length(struct reader *reader, const struct recipe_region *region, const struct part_entry *last,
			 const char *where)
{
	double before = 0.0;
	for (size_t i = 0; i + 1 < region->part_count; i++)
		before += seconds_of(&region->parts[i]);
	if (isnan(region->length_seconds))
		return;
	if (last->to_at.line > 0 || last->length_at.line > 0)
		diagnostics_error(
			reader->diagnostics, "conflicting-keys", last->to_at.line > 0 ? last->to_at : last->length_at,
			"the \"length\" of %s and its last part both say where it ends; leave one out", where);
	else if (region->length_seconds <= before)
		diagnostics_error(reader->diagnostics, "out-of-range", region->end_at,
				  "%s is over before its last part begins, at %.6g s; let it be longer", where, before);
}

static void read_part(struct reader *reader, const struct document_node *node, const char *where,
		      struct part_entry *given)
{
	*given = (struct part_entry){ .part = { .at = node->at, .crossfade = { .shape = FADE_EQUAL_POWER } } };
	recipe_keys_fall_back(&region_part_keys, given);
	given->part.to_seconds = given->part.length_seconds = (double)NAN;
	const struct entry item = entry_of(where, "part", node->at, node);
	if (node->kind == DOCUMENT_MAPPING) /* `length` is counted from there */
		reader->from_seconds = reader_find_position(reader, node, "from");
	reader_mapping(reader, &item, &region_part_keys, given);
	reader->from_seconds = 0.0;
}

void recipe_read_region_parts(struct reader *reader, const struct entry *entry, const char *where,
			      struct recipe_region *region)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of parts like `- { from: 12 s, to: 20 s }`", false,
			  RECIPE_REGION_PARTS_MAXIMUM, &items))
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"parts\" has no part; add one, or leave it out");
	region->parts = reader_array(reader, items.count, sizeof *region->parts);
	struct part_entry given = { 0 };
	for (size_t i = 0; region->parts && i < items.count && !reader->diagnostics->failed; i++) {
		const char *part_where = reader_format(reader, "part %zu of %s", i + 1, where);
		read_part(reader, items.nodes[i], part_where, &given);
		check_end(reader, &given, part_where, i + 1 == items.count);
		check_crossfade(reader, &given.part, part_where, i > 0 ? &region->parts[i - 1] : NULL);
		region->parts[region->part_count++] = given.part;
	}
	if (region->part_count > 0)
		check_length(reader, region, &given, where);
}

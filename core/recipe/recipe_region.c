/* Reads `regions` of `print`: parts of the session that become files of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"
#include "recipe/recipe_print_entry.h"
#include "recipe/recipe_region_part.h"

#include <math.h>
#include <strings.h>

/* Rounding of times in seconds is no reason to refuse them; frames are rounded later. */
#define SECONDS_SLACK 1e-9

/* The entry holds the keys of a region before they are combined. */
struct region_entry {
	double from_seconds, to_seconds, length_seconds; /* NAN: the key is not there */
	struct location from_at, to_at, length_at, tail_at; /* line 0: the key is not there */
	struct recipe_fade fade_in, fade_out;
	bool loudness, tail;
	struct entry parts; /* its value is NULL without parts */
};

static void read_from(struct reader *reader, const struct entry *entry, void *target)
{
	struct region_entry *region = target;
	region->from_at = entry->at;
	reader_key_number(reader, entry, &region->from_seconds);
}

static void read_to(struct reader *reader, const struct entry *entry, void *target)
{
	struct region_entry *region = target;
	region->to_at = entry->value->at;
	reader_key_number(reader, entry, &region->to_seconds);
}

static void read_length(struct reader *reader, const struct entry *entry, void *target)
{
	struct region_entry *region = target;
	region->length_at = entry->at;
	reader_key_number(reader, entry, &region->length_seconds);
}

static void read_fade_in(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_fade(reader, entry, &((struct region_entry *)target)->fade_in);
}

static void read_fade_out(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_fade(reader, entry, &((struct region_entry *)target)->fade_out);
}

static void read_tail(struct reader *reader, const struct entry *entry, void *target)
{
	struct region_entry *region = target;
	region->tail_at = entry->at;
	reader_switch(reader, entry, &region->tail, NULL);
}

/* Parts are read when the region's length is known. */
static void read_parts(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	((struct region_entry *)target)->parts = *entry;
}

static const struct recipe_key rows[] = {
	{ .name = "from",
	  .excludes = "parts",
	  .help = "where the region begins, from the start of the session",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = 0.0,
	  .offset = offsetof(struct region_entry, from_seconds),
	  .read = read_from },
	{ .name = "to",
	  .excludes = "parts",
	  .help = "where the region ends, from the start of the session",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "the end of the files, with the tail",
	  .read = read_to },
	{ .name = "length",
	  .excludes = "to",
	  .help = "how long the region is, instead of `to`; with `parts`, how long they are together",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_DURATION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "`to` says it",
	  .read = read_length },
	{ .name = "parts",
	  .help = "a list of parts of the session that are joined, instead of `from` and `to`; at most 256",
	  .shape = "region-parts",
	  .otherwise = "one part, from `from` to `to`",
	  .read = read_parts },
	{ .name = "fade_in",
	  .help = "a length, or a mapping with `length` and `shape`, as in a clip",
	  .shape = "fade",
	  .otherwise = "none",
	  .read = read_fade_in },
	{ .name = "fade_out",
	  .help = "the same at the end of the region",
	  .shape = "fade",
	  .otherwise = "none",
	  .read = read_fade_out },
	{ .name = "tail",
	  .help = "the region may end after the session: in the tail, and after it in silence",
	  .kind = KEY_SWITCH,
	  .fallback = 0.0,
	  .read = read_tail },
	{ .name = "loudness",
	  .help = "the loudness limits of the mixes judge this region, too",
	  .kind = KEY_SWITCH,
	  .fallback = 0.0,
	  .offset = offsetof(struct region_entry, loudness) },
};

const struct recipe_keys region_keys = { .name = "region", .title = "key of a region", KEY_ROWS(rows) };

static void check_end(struct reader *reader, const struct region_entry *given, const struct recipe_region *region,
		      const char *where)
{
	if (!isnan(given->to_seconds) && given->length_at.line > 0)
		diagnostics_error(reader->diagnostics, "conflicting-keys", given->length_at,
				  "\"to\" and \"length\" both say where %s ends; leave one out", where);
	else if (region->to_seconds <= given->from_seconds)
		diagnostics_error(reader->diagnostics, "bad-value",
				  given->length_at.line > 0 ? given->length_at : given->to_at,
				  "%s is empty: it ends where it begins, or before; let it end later", where);
}

/* Where parts say which sound there is, `from` and `to` would say it again. */
static void check_parts(struct reader *reader, const struct region_entry *given, const char *where)
{
	const struct location at = given->from_at.line > 0 ? given->from_at : given->to_at;
	if (at.line > 0)
		diagnostics_error(reader->diagnostics, "conflicting-keys", at,
				  "\"%s\" and \"parts\" both say what %s holds; leave one out",
				  given->from_at.line > 0 ? "from" : "to", where);
}

static void check_fades(struct reader *reader, const struct recipe_region *region, double seconds, const char *where)
{
	const double fades = region->fade_in.seconds + region->fade_out.seconds;
	const bool one = region->fade_in.seconds == 0.0 || region->fade_out.seconds == 0.0;
	if (fades > seconds + SECONDS_SLACK)
		diagnostics_error(reader->diagnostics, "out-of-range",
				  region->fade_out.seconds > 0.0 ? region->fade_out.at : region->fade_in.at,
				  "%s of %.6g s %s longer than %s, of %.6g s; shorten %s",
				  one ? "the fade" : "the fades", fades, one ? "is" : "are", where, seconds,
				  one ? "it" : "them");
}

/* A region without an end goes on to the end of the tail anyway. */
static void check_tail(struct reader *reader, const struct recipe_region *region, double seconds,
		       struct location tail_at, const char *where)
{
	const enum tail_mode mode = reader->recipe->session.tail_mode;
	if (!region->tail)
		return;
	if (isinf(seconds))
		diagnostics_error(reader->diagnostics, "misplaced-key", tail_at,
				  "%s has no end, so it has the whole tail; leave \"tail\" out, or add \"length\"",
				  where);
	else if (mode == TAIL_WRAP || mode == TAIL_LOOP)
		diagnostics_error(reader->diagnostics, "misplaced-key", tail_at,
				  "a loop has no tail that %s could end in; leave \"tail\" out", where);
}

static void settle(struct reader *reader, const struct entry *entry, const struct region_entry *given,
		   struct recipe_region *region)
{
	const double end = isnan(given->to_seconds) ? given->from_seconds + given->length_seconds : given->to_seconds;
	const bool parted = given->parts.value;
	*region = (struct recipe_region){ .name = entry->name,
					  .at = entry->at,
					  .from_seconds = given->from_seconds,
					  .to_seconds = end,
					  .length_seconds = given->length_seconds,
					  .end_at = given->length_at.line > 0 ? given->length_at
						    : given->to_at.line > 0   ? given->to_at
									      : entry->at,
					  .loudness = given->loudness,
					  .tail = given->tail,
					  .fade_in = given->fade_in,
					  .fade_out = given->fade_out };
	if (parted)
		check_parts(reader, given, entry->where);
	else
		check_end(reader, given, region, entry->where);
	if (parted)
		recipe_read_region_parts(reader, &given->parts, entry->where, region);
	double seconds = isnan(end) ? (double)INFINITY : end - given->from_seconds;
	if (parted)
		seconds = recipe_region_parts_seconds(region);
	if (!isinf(seconds) && seconds > RECIPE_SESSION_SECONDS_MAXIMUM)
		diagnostics_error(reader->diagnostics, "out-of-range", region->end_at,
				  "%s is longer than a day; shorten its parts", entry->where);
	if (seconds > 0.0)
		check_fades(reader, region, seconds, entry->where);
	check_tail(reader, region, seconds, given->tail_at, entry->where);
}

/* Regions have folders, which some systems tell apart by more than letter case, and others do not. */
static void check_names(struct reader *reader)
{
	const struct recipe_print *print = &reader->recipe->print;
	for (size_t i = 0; i < print->region_count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(print->regions[i].name, print->regions[k].name) == 0)
				recipe_claimed_twice(reader, "regions", print->regions[k].name, print->regions[i].name,
						     print->regions[i].at);
}

/* A region of parts begins where its first part does. */
static double find_from(struct reader *reader, const struct document_node *region)
{
	const struct document_node *parts = document_find(region, "parts");
	if (!parts || parts->kind != DOCUMENT_SEQUENCE || parts->count == 0)
		return reader_find_position(reader, region, "from");
	return parts->items[0]->kind == DOCUMENT_MAPPING ? reader_find_position(reader, parts->items[0], "from") : 0.0;
}

void recipe_read_regions(struct reader *reader, const struct entry *entry)
{
	struct recipe_print *print = &reader->recipe->print;
	const struct document_node *node = entry->value;
	if (!recipe_check_entries(reader, entry, "a mapping of names, like `verse: { from: 12 s, to: 28 s }`"))
		return;
	print->regions = reader_array(reader, node->count, sizeof *print->regions);
	for (size_t i = 0; print->regions && i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = node->pairs[i].key;
		reader_check_name(reader, key->text, key->at, "a region");
		const char *where = reader_format(reader, "region \"%.64s\"", key->text);
		const struct entry inner = entry_of(where, key->text, key->at, node->pairs[i].value);
		struct region_entry given = { 0 };
		recipe_keys_fall_back(&region_keys, &given);
		given.to_seconds = given.length_seconds = (double)NAN;
		if (inner.value->kind == DOCUMENT_MAPPING) /* `length` is counted from there */
			reader->from_seconds = find_from(reader, inner.value);
		reader_mapping(reader, &inner, &region_keys, &given);
		reader->from_seconds = 0.0;
		settle(reader, &inner, &given, &print->regions[print->region_count++]);
	}
	check_names(reader);
}

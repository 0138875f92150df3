/* Reads `regions` of `print`: parts of the session that become files of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_print_entry.h"

#include <math.h>
#include <strings.h>

/* The entry holds the keys of a region before they are combined. */
struct region_entry {
	double from_seconds, to_seconds, length_seconds; /* NAN: the key is not there */
	struct location from_at, to_at, length_at;
	bool loudness;
};

static void read_from(struct reader *reader, const struct entry *entry, void *target)
{
	struct region_entry *region = target;
	region->from_at = entry->value->at;
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

static const struct recipe_key rows[] = {
	{ .name = "from",
	  .help = "where the region begins, from the start of the session",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = 0.0,
	  .offset = offsetof(struct region_entry, from_seconds),
	  .read = read_from },
	{ .name = "to",
	  .help = "where the region ends, from the start of the session",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "the end of the files, with the tail",
	  .read = read_to },
	{ .name = "length",
	  .help = "how long the region is, instead of `to`",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_DURATION,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "`to` says it",
	  .read = read_length },
	{ .name = "loudness",
	  .help = "the loudness limits of the mixes judge this region, too",
	  .kind = KEY_SWITCH,
	  .fallback = 0.0,
	  .offset = offsetof(struct region_entry, loudness) },
};

const struct recipe_keys region_keys = { .name = "region", .title = "key of a region", KEY_ROWS(rows) };

static void settle(struct reader *reader, const struct entry *entry, const struct region_entry *given,
		   struct recipe_region *region)
{
	const double end = isnan(given->to_seconds) ? given->from_seconds + given->length_seconds : given->to_seconds;
	*region = (struct recipe_region){ .name = entry->name,
					  .at = entry->at,
					  .from_seconds = given->from_seconds,
					  .to_seconds = end,
					  .loudness = given->loudness };
	if (!isnan(given->to_seconds) && given->length_at.line > 0)
		diagnostics_error(reader->diagnostics, "conflicting-keys", given->length_at,
				  "\"to\" and \"length\" both say where %s ends; leave one out", entry->where);
	else if (end <= given->from_seconds)
		diagnostics_error(reader->diagnostics, "bad-value",
				  given->length_at.line > 0 ? given->length_at : given->to_at,
				  "%s is empty: it ends where it begins, or before; let it end later", entry->where);
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
			reader->from_seconds = reader_find_position(reader, inner.value, "from");
		reader_mapping(reader, &inner, &region_keys, &given);
		reader->from_seconds = 0.0;
		settle(reader, &inner, &given, &print->regions[print->region_count++]);
	}
	check_names(reader);
}

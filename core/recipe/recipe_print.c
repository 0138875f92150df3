/* Reads `print`: the files that a recipe prints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_print_entry.h"

#include <string.h>
#include <strings.h>

static void read_directory(struct reader *reader, const struct entry *entry, void *target)
{
	(void)target;
	static const char remedy[] = "name a folder, like build/night-drive";
	const char *directory = reader_text(reader, entry, remedy);
	if (!directory)
		return;
	if (directory[0] == '\0')
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"directory\" is empty; %s",
				  remedy);
	reader->recipe->print.directory = reader_output_path(reader, entry->value->at, directory);
	reader->recipe->print.directory_at = entry->value->at;
}

static void read_mixes(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_mixes(reader, entry, target);
}

static void read_stems(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_stems(reader, entry, target);
}

static void read_taps(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_taps(reader, entry, target);
}

static void read_devices(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_devices(reader, entry, target);
}

static void read_regions(struct reader *reader, const struct entry *entry, void *target)
{
	(void)target;
	recipe_read_regions(reader, entry);
}

static void read_sum(struct reader *reader, const struct entry *entry, void *target)
{
	(void)target;
	int choice = reader_key_choice(reader, entry);
	reader->recipe->print.sum_at = entry->value->at;
	if (choice >= 0)
		reader->recipe->print.sum = (enum sum)choice;
}

static void read_headroom(struct reader *reader, const struct entry *entry, void *target)
{
	(void)target;
	recipe_read_headroom(reader, entry, &reader->recipe->print.headroom);
}

static const char *const sums[] = { [SUM_ROUNDED] = "rounded", [SUM_EXACT] = "exact", NULL };

static const struct recipe_key rows[] = {
	{ .name = "directory",
	  .help = "where everything goes, relative to the recipe's folder",
	  .shape = "path",
	  .otherwise = "the recipe's name without its ending",
	  .read = read_directory },
	{ .name = "format",
	  .help = "the format of all files that have none of their own, see \"Formats\"",
	  .kind = KEY_MAPPING,
	  .keys = &format_keys,
	  .otherwise = "wav, pcm24, tpdf",
	  .read = reader_skip }, /* it is read before all else, because the formats of the entries depend on it */
	{ .name = "mixes",
	  .help = "mixes by name, see \"Mixes\"",
	  .kind = KEY_NAMED,
	  .keys = &mix_keys,
	  .otherwise = "none",
	  .read = read_mixes },
	{ .name = "stems",
	  .help = "one set of stems, see \"Sets of stems\", or several sets by name: `{ groups: {}, tracks: { by: "
		  "track } }`",
	  .shape = "stems",
	  .otherwise = "none",
	  .read = read_stems },
	{ .name = "sum",
	  .help = "how the stems add up to their mix: as closely as rounding each file by itself allows, or bit for "
		  "bit",
	  .kind = KEY_CHOICE,
	  .choices = sums,
	  .fallback = SUM_ROUNDED,
	  .read = read_sum },
	{ .name = "headroom",
	  .help = "by how much the stems are printed lower: a gain, `auto`, or a mapping, see \"Headroom\"",
	  .shape = "headroom",
	  .quantity = QUANTITY_GAIN,
	  .maximum = HEADROOM_MOST_DB,
	  .otherwise = "`0 dB`",
	  .read = read_headroom },
	{ .name = "taps",
	  .help = "taps by name: `STRIP.TAP`, or a mapping, see \"Taps\"",
	  .shape = "taps",
	  .otherwise = "none",
	  .read = read_taps },
	{ .name = "devices",
	  .help = "`yes`: a file for each device; a list of devices; or by name, each with a `format`",
	  .shape = "devices",
	  .otherwise = "`no`",
	  .read = read_devices },
	{ .name = "regions",
	  .help = "parts of the session that get files of their own, by name, see \"Regions and versions\"",
	  .kind = KEY_NAMED,
	  .keys = &region_keys,
	  .otherwise = "none",
	  .read = read_regions },
};

const struct recipe_keys print_keys = { .name = "print", .title = "key of `print`", .where = "print", KEY_ROWS(rows) };

static void read_own_format(struct reader *reader, const struct entry *entry, struct print_entry *print)
{
	const struct document_node *node = entry->value;
	const struct document_node *value = node->kind == DOCUMENT_MAPPING ? document_find(node, "format") : NULL;
	if (!value)
		return;
	struct location at = entry->at;
	for (size_t i = 0; i < node->count; i++)
		if (node->pairs[i].value == value)
			at = node->pairs[i].key->at;
	const struct entry inner = entry_of("format", "format", at, value);
	recipe_read_format(reader, &inner, &print->format);
}

/* Sets the default prints of a recipe: a mix of each output, and the stems of the first output if there are labels. */
static void print_defaults(struct reader *reader, const struct print_entry *entry)
{
	struct recipe *recipe = reader->recipe;
	struct recipe_print *print = &recipe->print;
	print->mixes = reader_array(reader, recipe->strip_count, sizeof *print->mixes);
	for (size_t i = 0; print->mixes && i < recipe->strip_count; i++) {
		const struct recipe_strip *strip = &recipe->strips[i];
		if (strip->kind != STRIP_OUTPUT)
			continue;
		print->mixes[print->mix_count++] =
			(struct recipe_mix){ .name = strip->name,
					     .at = strip->at,
					     .of = { .strip = i, .tap = TAP_POST_PAN, .at = strip->at },
					     .format = entry->settled };
	}
	if (reader_count_labels(reader) == 0 || print->mix_count == 0)
		return;
	print->stem_sets = reader_array(reader, 1, sizeof *print->stem_sets);
	if (!print->stem_sets)
		return;
	print->stem_sets[print->stem_set_count++] = (struct recipe_stems){ .at = print->mixes[0].at,
									   .of = print->mixes[0].of,
									   .all = true,
									   .proof = RECIPE_NONE,
									   .format = entry->settled };
}

static bool endings_meet(const struct print_format *one, const struct print_format *two)
{
	return one->container == two->container;
}

/* The keys of a mapping differ, so the check looks for names that differ in letter case alone. */
static void check_files(struct reader *reader)
{
	const struct recipe_print *print = &reader->recipe->print;
	for (size_t i = 0; i < print->mix_count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(print->mixes[i].name, print->mixes[j].name) == 0 &&
			    endings_meet(&print->mixes[i].format, &print->mixes[j].format))
				recipe_claimed_twice(reader, "mixes", print->mixes[j].name, print->mixes[i].name,
						     print->mixes[i].at);
	for (size_t i = 0; i < print->tap_count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(print->taps[i].name, print->taps[j].name) == 0 &&
			    endings_meet(&print->taps[i].format, &print->taps[j].format))
				recipe_claimed_twice(reader, "taps", print->taps[j].name, print->taps[i].name,
						     print->taps[i].at);
}

/* Reports two files of one name, and stems that no mix proves. */
static void check_print(struct reader *reader)
{
	if (reader->diagnostics->failed)
		return;
	check_files(reader);
	recipe_check_device_files(reader);
	recipe_check_stems(reader);
	recipe_check_headroom(reader);
}

void recipe_read_print(struct reader *reader, const struct entry *entry)
{
	struct recipe_print *print = &reader->recipe->print;
	struct print_entry given = { .settled = { CONTAINER_WAV, ENCODING_PCM24, DITHER_TPDF, 0.0 } };
	if (entry) {
		print->at = entry->at;
		read_own_format(reader, entry, &given);
		given.settled = recipe_settle_format(reader, &given.format);
		reader_mapping(reader, entry, &print_keys, &given);
	}
	if (!print->directory)
		print->directory = reader_default_directory(reader);
	if (!given.something)
		print_defaults(reader, &given);
	check_print(reader);
}

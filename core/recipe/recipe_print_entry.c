/* Reads the entries of `print`: mixes, taps, and the keys that they share with stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_print_entry.h"

#include "recipe/recipe_loudness.h"

#include <math.h>
#include <string.h>

void recipe_read_part_of(struct reader *reader, const struct entry *entry, void *target)
{
	struct print_part *part = target;
	part->of_given = true;
	reader_strip_tap(reader, entry, TAP_POST_PAN, part->of, &part->dotted_tap);
}

void recipe_read_part_tap(struct reader *reader, const struct entry *entry, void *target)
{
	struct print_part *part = target;
	part->tap_given = true;
	part->tap_at = entry->at;
	reader_tap(reader, entry, &part->tap);
}

static void read_selection(struct reader *reader, const struct entry *entry, struct print_part *part, bool keep_named)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of stems", true, RECIPE_STEMS_MAXIMUM, &items))
		return;
	size_t count = reader->recipe->stem_count;
	part->mix->selective = true;
	part->mix->keep = reader_array(reader, count, sizeof *part->mix->keep);
	if (!part->mix->keep)
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" names no stem; leave it out to keep all", entry->name);
	for (size_t i = 0; i < count; i++)
		part->mix->keep[i] = !keep_named && i != reader->recipe->missing;
	for (size_t i = 0; i < items.count; i++) {
		size_t stem = reader_find_stem(reader, entry, items.nodes[i]);
		if (stem != RECIPE_NONE)
			part->mix->keep[stem] = keep_named;
	}
}

static void read_without(struct reader *reader, const struct entry *entry, void *target)
{
	struct print_part *part = target;
	part->without_given = true;
	read_selection(reader, entry, part, false);
}

static void read_only(struct reader *reader, const struct entry *entry, void *target)
{
	struct print_part *part = target;
	part->only_given = true;
	part->only_at = entry->at;
	read_selection(reader, entry, part, true);
}

static void read_mode(struct reader *reader, const struct entry *entry, void *target)
{
	struct print_part *part = target;
	int choice = reader_key_choice(reader, entry);
	part->mode_given = true;
	part->mode_at = entry->at;
	if (choice >= 0)
		part->mix->mode = (enum mix_mode)choice;
}

void recipe_read_part_format(struct reader *reader, const struct entry *entry, void *target)
{
	struct print_part *part = target;
	part->own_format = true;
	recipe_read_format(reader, entry, &part->format);
}

/* Reads the inserts of a version: no stem passes them, and keys in them hear any strip. */
static void read_inserts(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_mix *mix = ((struct print_part *)target)->mix;
	reader->mix_name = mix->name;
	recipe_read_inserts(reader, entry, &mix->inserts);
	reader->mix_name = NULL;
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_mix *mix = ((struct print_part *)target)->mix;
	mix->loudness = reader_array(reader, 1, sizeof *mix->loudness);
	if (!mix->loudness)
		return;
	mix->loudness->limits = loudness_limits_none();
	recipe_read_loudness(reader, entry, false, mix->loudness);
}

static void read_quality(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_mix *mix = ((struct print_part *)target)->mix;
	mix->quality_given = reader_switch(reader, entry, &mix->quality, NULL);
}

static const char *const modes[] = { [MIX_AS_HEARD] = "as-heard", [MIX_RE_RENDERED] = "re-rendered", NULL };

static const struct recipe_key mix_rows[] = {
	{ .name = "of",
	  .help = "an output",
	  .shape = "name",
	  .otherwise = "the only output",
	  .read = recipe_read_part_of },
	{ .name = "tap",
	  .help = "where the output is tapped: `input`, `pre-fader`, `post-fader` or `post-pan`",
	  .shape = "tap-name",
	  .otherwise = "`post-pan`",
	  .read = recipe_read_part_tap },
	{ .name = "without",
	  .help = "a stem, or a list of stems, that the mix leaves out",
	  .shape = "some-names",
	  .otherwise = "none",
	  .read = read_without },
	{ .name = "only",
	  .excludes = "without",
	  .help = "a stem, or a list of stems, that the mix keeps",
	  .shape = "some-names",
	  .otherwise = "all",
	  .read = read_only },
	{ .name = "mode",
	  .needs = (const char *const[]){ "without", "only", NULL },
	  .help = "what a mix without some stems is: the full mix less these stems, or a new render without them",
	  .kind = KEY_CHOICE,
	  .choices = modes,
	  .fallback = MIX_AS_HEARD,
	  .read = read_mode },
	{ .name = "inserts",
	  .help = "processors on this print alone, after all else",
	  .shape = "inserts",
	  .otherwise = "none",
	  .read = read_inserts },
	{ .name = "loudness",
	  .help = "limits of this mix instead of those of `verify`",
	  .kind = KEY_MAPPING,
	  .keys = &loudness_keys,
	  .otherwise = "those of `verify`",
	  .read = read_loudness },
	{ .name = "quality",
	  .help = "the mix is searched for faults, as by `stemprint quality`",
	  .kind = KEY_SWITCH,
	  .fallback = (double)NAN,
	  .otherwise = "as `verify` says",
	  .read = read_quality },
	{ .name = "format",
	  .help = "the format of this mix",
	  .kind = KEY_MAPPING,
	  .keys = &format_keys,
	  .otherwise = "that of `print`",
	  .read = recipe_read_part_format },
};

const struct recipe_keys mix_keys = { .name = "mix", .title = "key of a mix", KEY_ROWS(mix_rows) };

static const struct recipe_key tap_rows[] = {
	{ .name = "of",
	  .help = "`STRIP.TAP`, or `STRIP.RACK.CHAIN`",
	  .required = true,
	  .shape = "strip-tap",
	  .read = recipe_read_part_of },
	{ .name = "format",
	  .help = "the format of this tap",
	  .kind = KEY_MAPPING,
	  .keys = &format_keys,
	  .otherwise = "that of `print`",
	  .read = recipe_read_part_format },
};

const struct recipe_keys tap_print_keys = { .name = "tap-print", .title = "key of a tap", KEY_ROWS(tap_rows) };

struct print_format recipe_settle_part_format(struct reader *reader, const struct print_part *part,
					      const struct print_entry *print)
{
	return part->own_format ? recipe_settle_format(reader, &part->format) : print->settled;
}

/* Settles the output of a mix or of stems: the only one if the recipe does not name it. */
void recipe_settle_part(struct reader *reader, const struct entry *entry, struct print_part *part)
{
	if (!part->of_given) {
		*part->of = (struct strip_tap){ .strip = reader->only_output, .tap = TAP_POST_PAN, .at = entry->at };
		if (reader->only_output == RECIPE_NONE)
			diagnostics_error(reader->diagnostics, "missing-key", entry->at,
					  "\"of\" is missing in %s, and there is not just one output; name one",
					  entry->where);
	}
	if (part->tap_given && part->dotted_tap)
		diagnostics_error(reader->diagnostics, "conflicting-keys", part->tap_at,
				  "\"of\" in %s names a tap already; leave \"tap\" out", entry->where);
	else if (part->tap_given)
		part->of->tap = part->tap;
	if (part->of->strip == RECIPE_NONE)
		return;
	if (part->of->chain)
		diagnostics_error(reader->diagnostics, "wrong-kind", part->of->at,
				  "\"%s\" is a chain inside a strip; print it under `taps`", part->of->chain);
	const struct recipe_strip *strip = &reader->recipe->strips[part->of->strip];
	if (strip->kind != STRIP_OUTPUT)
		diagnostics_error(reader->diagnostics, "wrong-kind", part->of->at,
				  "\"%s\" is not an output but a %s; print it under `taps`", strip->name,
				  strip_kind_name(strip->kind));
}

static void check_selection(struct reader *reader, const struct entry *entry, const struct print_part *part)
{
	if (part->without_given && part->only_given)
		diagnostics_error(reader->diagnostics, "conflicting-keys", part->only_at,
				  "\"without\" and \"only\" both choose the stems of %s; leave one out", entry->where);
	if (part->mode_given && !part->without_given && !part->only_given)
		diagnostics_error(reader->diagnostics, "conflicting-keys", part->mode_at,
				  "\"mode\" says how a mix leaves stems out, but %s keeps all; add `without` or `only`",
				  entry->where);
}

static void read_mix(struct reader *reader, const struct entry *entry, const struct print_entry *print,
		     struct recipe_mix *mix)
{
	*mix = (struct recipe_mix){ .name = entry->name, .at = entry->at, .of = { .strip = RECIPE_NONE } };
	struct print_part part = { .mix = mix, .of = &mix->of, .format = print->format };
	reader_mapping(reader, entry, &mix_keys, &part);
	recipe_settle_part(reader, entry, &part);
	check_selection(reader, entry, &part);
	mix->format = recipe_settle_part_format(reader, &part, print);
}

/* Returns whether the value is a mapping of names, of an allowed size. An empty value is an empty mapping. */
bool recipe_check_entries(struct reader *reader, const struct entry *entry, const char *wanted)
{
	const struct document_node *node = entry->value;
	if (document_is_empty(node))
		return false;
	if (node->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(reader, entry, wanted);
		return false;
	}
	if (node->count <= RECIPE_PRINTS_MAXIMUM)
		return true;
	diagnostics_error(reader->diagnostics, "too-many", entry->at,
			  "\"%s\" has %zu entries, but at most %d are allowed", entry->name, node->count,
			  RECIPE_PRINTS_MAXIMUM);
	return false;
}

void recipe_claimed_twice(struct reader *reader, const char *kind, const char *one, const char *two, struct location at)
{
	const char *why = strcmp(one, two) == 0 ? "" : " where file names ignore case";
	diagnostics_error(reader->diagnostics, "file-claimed-twice", at,
			  "%s \"%s\" and \"%s\" claim one file%s; rename or remove one", kind, one, two, why);
}

void recipe_read_mixes(struct reader *reader, const struct entry *entry, struct print_entry *print)
{
	struct recipe_print *recipe = &reader->recipe->print;
	const struct document_node *node = entry->value;
	print->something = print->something || !document_is_empty(node);
	if (!recipe_check_entries(reader, entry, "a mapping of names, like `mix: { of: master }`"))
		return;
	recipe->mixes = reader_array(reader, node->count, sizeof *recipe->mixes);
	for (size_t i = 0; recipe->mixes && i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = node->pairs[i].key;
		reader_check_name(reader, key->text, key->at, "a mix");
		const char *where = reader_format(reader, "mix \"%.64s\"", key->text);
		const struct entry inner = entry_of(where, key->text, key->at, node->pairs[i].value);
		read_mix(reader, &inner, print, &recipe->mixes[recipe->mix_count++]);
	}
}

static void read_tap_print(struct reader *reader, const struct entry *entry, const struct print_entry *print,
			   struct recipe_tap_print *tap)
{
	*tap = (struct recipe_tap_print){ .name = entry->name, .at = entry->at, .of = { .strip = RECIPE_NONE } };
	struct print_part part = { .of = &tap->of, .format = print->format };
	if (entry->value->kind == DOCUMENT_MAPPING)
		reader_mapping(reader, entry, &tap_print_keys, &part);
	else
		recipe_read_part_of(reader, entry, &part);
	tap->format = recipe_settle_part_format(reader, &part, print);
}

void recipe_read_taps(struct reader *reader, const struct entry *entry, struct print_entry *print)
{
	struct recipe_print *recipe = &reader->recipe->print;
	const struct document_node *node = entry->value;
	print->something = print->something || !document_is_empty(node);
	if (!recipe_check_entries(reader, entry, "a mapping of names, like `dry: lead.pre-fader`"))
		return;
	recipe->taps = reader_array(reader, node->count, sizeof *recipe->taps);
	for (size_t i = 0; recipe->taps && i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = node->pairs[i].key;
		reader_check_name(reader, key->text, key->at, "a tap print");
		const char *where = reader_format(reader, "tap \"%.64s\"", key->text);
		const struct entry inner = entry_of(where, key->text, key->at, node->pairs[i].value);
		read_tap_print(reader, &inner, print, &recipe->taps[recipe->tap_count++]);
	}
}

/* Reads the sets of stems that a recipe prints, and checks their files and proofs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_print_entry.h"

#include <string.h>
#include <strings.h>

enum { SETS_MAXIMUM = 64 };

/* Finds a track, or the residue where the recipe has one. */
static size_t find_track(struct reader *reader, const struct entry *entry, const struct document_node *item)
{
	const struct recipe *recipe = reader->recipe;
	const struct entry inner = entry_item(entry, item);
	const char *name = reader_text(reader, &inner, "name tracks");
	if (!name)
		return RECIPE_NONE;
	if (recipe->residue != RECIPE_NONE && strcmp(name, recipe->stems[recipe->residue]) == 0)
		return recipe->strip_count;
	const size_t strip = reader_find_strip(reader, name, item->at, false);
	if (strip == RECIPE_NONE || recipe->strips[strip].kind == STRIP_TRACK)
		return strip;
	diagnostics_error(reader->diagnostics, "wrong-kind", item->at,
			  "\"%s\" is not a track but a %s; a set by track has a stem for each track", name,
			  strip_kind_name(recipe->strips[strip].kind));
	return RECIPE_NONE;
}

static void read_names(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_stems *stems = ((struct print_part *)target)->stems;
	struct items items;
	if (!reader_items(reader, entry, "a list of stems", true, RECIPE_STEMS_MAXIMUM, &items))
		return;
	stems->all = false;
	stems->stems = reader_array(reader, items.count, sizeof *stems->stems);
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"names\" names no stem; leave it out to print all");
	if (stems->by == STEMS_BY_LABEL && reader_count_labels(reader) == 0 && reader->recipe->residue == RECIPE_NONE)
		return; /* one message says that no strip has a label */
	for (size_t i = 0; stems->stems && i < items.count; i++) {
		size_t stem = stems->by == STEMS_BY_TRACK ? find_track(reader, entry, items.nodes[i])
							  : reader_find_stem(reader, entry, items.nodes[i]);
		if (stem != RECIPE_NONE)
			stems->stems[stems->count++] = stem;
	}
}

static const char *const ways[] = { [STEMS_BY_LABEL] = "label", [STEMS_BY_TRACK] = "track", NULL };

static const struct recipe_key rows[] = {
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
	{ .name = "by",
	  .help = "what divides the set: it has a stem for each label, or for each track",
	  .kind = KEY_CHOICE,
	  .choices = ways,
	  .fallback = STEMS_BY_LABEL,
	  .read = reader_skip }, /* it is read before all other keys, because `names` depends on it */
	{ .name = "names",
	  .help = "a stem, or a list of stems: labels, or tracks",
	  .shape = "some-names",
	  .otherwise = "all that reach the output",
	  .read = read_names },
	{ .name = "format",
	  .help = "the format of these stems",
	  .kind = KEY_MAPPING,
	  .keys = &format_keys,
	  .otherwise = "that of `print`",
	  .read = recipe_read_part_format },
};

const struct recipe_keys stem_set_keys = { .name = "stem-set", .title = "key of a set of stems", KEY_ROWS(rows) };

static bool is_key(const char *text)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, text) == 0)
			return true;
	return false;
}

static enum stems_by choose_by(struct reader *reader, const struct entry *entry)
{
	const struct document_node *node = entry->value;
	const struct document_node *value = node->kind == DOCUMENT_MAPPING ? document_find(node, "by") : NULL;
	if (!value)
		return STEMS_BY_LABEL;
	const struct entry inner = entry_of(entry->where, "by", value->at, value);
	int choice = reader_choice(reader, &inner, ways);
	return choice < 0 ? STEMS_BY_LABEL : (enum stems_by)choice;
}

static void read_set(struct reader *reader, const struct entry *entry, const struct print_entry *print,
		     struct recipe_stems *stems)
{
	*stems = (struct recipe_stems){ .name = stems->name,
					.at = entry->at,
					.of = { .strip = RECIPE_NONE },
					.by = choose_by(reader, entry),
					.all = true,
					.proof = RECIPE_NONE };
	struct print_part part = { .stems = stems, .of = &stems->of, .format = print->format };
	reader_mapping(reader, entry, &stem_set_keys, &part);
	recipe_settle_part(reader, entry, &part);
	stems->format = recipe_settle_part_format(reader, &part, print);
	const bool nameless = stems->by == STEMS_BY_LABEL && reader_count_labels(reader) == 0;
	if (nameless)
		diagnostics_error(reader->diagnostics, "no-stems", entry->at,
				  "no strip has a stem label, so there are no stems to print; add `stem: NAME` to "
				  "some%s",
				  stems->name ? ", or print this set `by: track`" : "");
	if (nameless || (entry->value->kind != DOCUMENT_MAPPING && !document_is_empty(entry->value)))
		stems->of.strip = RECIPE_NONE; /* so that nothing is said of their proof */
}

/* A key that is no key of a set is the name of a set, if a set can follow. Every other key is a key of the one set,
   right or wrong. */
static bool names_a_set(const struct document_node *key, const struct document_node *value)
{
	return !is_key(key->text) && (value->kind == DOCUMENT_MAPPING || document_is_empty(value));
}

/* Returns how many entries name sets. Keys beside them are an error. */
static size_t count_sets(struct reader *reader, const struct document_node *node)
{
	const struct document_node *set = NULL, *other = NULL;
	size_t count = 0;
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++) {
		const struct document_node *key = node->pairs[i].key;
		if (!names_a_set(key, node->pairs[i].value)) {
			other = other ? other : key;
			continue;
		}
		set = set ? set : key;
		count++;
	}
	if (set && other)
		diagnostics_error(reader->diagnostics, "conflicting-keys", set->at,
				  "\"%s\" names a set of stems, but \"%s\" beside it belongs to stems without sets; "
				  "write `%s` into each set, or leave the sets out",
				  set->text, other->text, other->text);
	return count;
}

static void read_sets(struct reader *reader, const struct document_node *node, const struct print_entry *print)
{
	struct recipe_print *recipe = &reader->recipe->print;
	for (size_t i = 0; i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = node->pairs[i].key;
		if (!names_a_set(key, node->pairs[i].value))
			continue;
		reader_check_name(reader, key->text, key->at, "a set of stems");
		const char *where = reader_format(reader, "stem set \"%.64s\"", key->text);
		const struct entry inner = entry_of(where, key->text, key->at, node->pairs[i].value);
		struct recipe_stems *stems = &recipe->stem_sets[recipe->stem_set_count++];
		stems->name = key->text;
		read_set(reader, &inner, print, stems);
	}
}

void recipe_read_stems(struct reader *reader, const struct entry *entry, struct print_entry *print)
{
	struct recipe_print *recipe = &reader->recipe->print;
	const size_t count = count_sets(reader, entry->value);
	print->something = true;
	if (count > SETS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", entry->at,
				  "\"stems\" has %zu sets, but at most %d are allowed", count, SETS_MAXIMUM);
		return;
	}
	recipe->stem_sets = reader_array(reader, count > 0 ? count : 1, sizeof *recipe->stem_sets);
	if (!recipe->stem_sets)
		return;
	const struct entry inner = entry_of("stems", entry->name, entry->at, entry->value);
	if (count > 0)
		read_sets(reader, entry->value, print);
	else
		read_set(reader, &inner, print, &recipe->stem_sets[recipe->stem_set_count++]);
}

static void check_files(struct reader *reader, const struct recipe_stems *set)
{
	const struct recipe *recipe = reader->recipe;
	size_t *stems = reader_array(reader, recipe_most_stems(recipe), sizeof *stems);
	const size_t count = stems ? recipe_list_stems(recipe, set, stems) : 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++) {
			const char *one = recipe_stem_name(recipe, set, stems[j]);
			const char *two = recipe_stem_name(recipe, set, stems[i]);
			if (strcasecmp(one, two) == 0)
				recipe_claimed_twice(reader, "stems", one, two, set->at);
		}
}

/* The keys of a mapping differ, so the check looks for names that differ in letter case alone. */
static void check_folders(struct reader *reader)
{
	const struct recipe_print *print = &reader->recipe->print;
	for (size_t i = 0; i < print->stem_set_count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct recipe_stems *one = &print->stem_sets[j], *two = &print->stem_sets[i];
			if (strcasecmp(one->name, two->name) == 0)
				diagnostics_error(
					reader->diagnostics, "file-claimed-twice", two->at,
					"stem sets \"%s\" and \"%s\" claim one folder where file names ignore "
					"case; rename or remove one",
					one->name, two->name);
		}
}

/* The containers may differ, because only the integers count. */
static bool rounds_alike(const struct print_format *one, const struct print_format *two)
{
	return one->encoding == two->encoding && one->dither == two->dither;
}

/* Tells whether the stems add up to the mix, apart from its rate. */
static bool is_whole(const struct recipe_mix *mix, const struct recipe_stems *stems)
{
	return !mix->selective && mix->inserts.count == 0 && mix->of.strip == stems->of.strip &&
	       mix->of.tap == stems->of.tap;
}

/* Finds the first mix that is the sum of the stems. Where the recipe asks for an exact sum, a mix that is the sum
   in integers comes before it. */
static size_t find_proof(const struct recipe_print *print, const struct recipe_stems *stems)
{
	size_t found = RECIPE_NONE;
	for (size_t i = 0; i < print->mix_count; i++) {
		const struct recipe_mix *mix = &print->mixes[i];
		if (!is_whole(mix, stems) || mix->format.sample_rate != stems->format.sample_rate)
			continue;
		if (print->sum == SUM_ROUNDED || rounds_alike(&mix->format, &stems->format))
			return i;
		found = found == RECIPE_NONE ? i : found;
	}
	return found;
}

/* Finds a mix that would prove the stems if it had no inserts of its own. NULL means that there is none. */
static const struct recipe_mix *find_version(const struct recipe_print *print, const struct recipe_stems *stems)
{
	for (size_t i = 0; i < print->mix_count; i++) {
		const struct recipe_mix *mix = &print->mixes[i];
		if (!mix->selective && mix->of.strip == stems->of.strip && mix->of.tap == stems->of.tap)
			return mix;
	}
	return NULL;
}

/* Finds a mix that would prove the stems if it had their rate. NULL means that there is none. */
static const struct recipe_mix *find_other_rate(const struct recipe_print *print, const struct recipe_stems *stems)
{
	for (size_t i = 0; i < print->mix_count; i++)
		if (is_whole(&print->mixes[i], stems))
			return &print->mixes[i];
	return NULL;
}

static double rate_of(const struct reader *reader, const struct print_format *format)
{
	return format->sample_rate != 0.0 ? format->sample_rate : reader->base.sample_rate;
}

static void check_proof(struct reader *reader, struct recipe_stems *stems)
{
	const struct recipe_print *print = &reader->recipe->print;
	if (stems->of.strip == RECIPE_NONE || reader->recipe->strips[stems->of.strip].kind != STRIP_OUTPUT)
		return; /* an error reported this already */
	for (size_t i = 0; i < print->mix_count; i++)
		if (print->mixes[i].of.strip == RECIPE_NONE)
			return;
	stems->proof = find_proof(print, stems);
	if (stems->proof != RECIPE_NONE)
		return;
	const char *output = reader->recipe->strips[stems->of.strip].name;
	const struct recipe_mix *version = find_version(print, stems), *other = find_other_rate(print, stems);
	if (other)
		diagnostics_error(reader->diagnostics, "unproven-stems", stems->at,
				  "no mix proves the stems: they have %.10g Hz, and mix \"%s\" has %.10g Hz; print the "
				  "mix at their rate, too",
				  rate_of(reader, &stems->format), other->name, rate_of(reader, &other->format));
	else if (version)
		diagnostics_error(
			reader->diagnostics, "unproven-stems", version->at,
			"no mix proves the stems: mix \"%s\" has inserts of its own, which the stems do not pass; "
			"put them on \"%s\", or print the whole without them, too",
			version->name, output);
	else if (stems->of.tap == TAP_POST_PAN)
		diagnostics_error(reader->diagnostics, "unproven-stems", stems->at,
				  "no mix proves these stems: they add up to the whole of \"%s\", which is not "
				  "printed; add `mix: { of: %s }` to `mixes`",
				  output, output);
	else
		diagnostics_error(reader->diagnostics, "unproven-stems", stems->at,
				  "no mix proves these stems: they add up to the %s tap of \"%s\", which is not "
				  "printed; add `premaster: { of: %s, tap: %s }` to `mixes`",
				  tap_name(stems->of.tap), output, output, tap_name(stems->of.tap));
}

static const char *rounding_text(struct reader *reader, const struct print_format *format)
{
	if (format->dither == DITHER_NONE)
		return reader_format(reader, "%s without dither", encoding_name(format->encoding));
	return reader_format(reader, "%s with %s dither", encoding_name(format->encoding), dither_name(format->dither));
}

/* Returns "the stems" or "the stems of set "groups"", as the subject of a message. */
static const char *set_text(struct reader *reader, const struct recipe_stems *stems)
{
	return stems->name ? reader_format(reader, "the stems of set \"%s\"", stems->name) : "the stems";
}

static void check_sum(struct reader *reader, const struct recipe_stems *stems)
{
	const struct recipe_print *print = &reader->recipe->print;
	if (print->sum != SUM_EXACT)
		return;
	if (encoding_bits(stems->format.encoding) == 0) {
		diagnostics_error(reader->diagnostics, "sum-exact", print->sum_at,
				  "%s has no fixed steps in which %s could add up; print pcm16, pcm24 or pcm32, or "
				  "leave `sum` out",
				  encoding_name(stems->format.encoding),
				  stems->name ? set_text(reader, stems) : "stems");
		return;
	}
	const struct recipe_mix *mix = stems->proof == RECIPE_NONE ? NULL : &print->mixes[stems->proof];
	if (mix && !rounds_alike(&mix->format, &stems->format))
		diagnostics_error(reader->diagnostics, "sum-exact", print->sum_at,
				  "%s are %s, but mix \"%s\", to which they add up, is %s; give both one "
				  "encoding and dither, or leave `sum` out",
				  set_text(reader, stems), rounding_text(reader, &stems->format), mix->name,
				  rounding_text(reader, &mix->format));
}

void recipe_check_stems(struct reader *reader)
{
	struct recipe_print *print = &reader->recipe->print;
	check_folders(reader);
	for (size_t i = 0; i < print->stem_set_count; i++) {
		check_files(reader, &print->stem_sets[i]);
		check_proof(reader, &print->stem_sets[i]);
		check_sum(reader, &print->stem_sets[i]);
	}
	if (print->sum == SUM_EXACT && print->stem_set_count == 0)
		diagnostics_error(reader->diagnostics, "sum-exact", print->sum_at,
				  "there are no stems that could add up; add `stems: {}`, or leave `sum` out");
}

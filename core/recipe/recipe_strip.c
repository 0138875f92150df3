/* Reads the strips of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <math.h>

enum { LISTENS_MAXIMUM = 1024 };

static void misplaced(struct reader *reader, const struct entry *entry, const struct recipe_strip *strip,
		      const char *remedy)
{
	diagnostics_error(reader->diagnostics, "misplaced-key", entry->at,
			  "\"%s\" has no meaning for the %s \"%s\"; %s", entry->name, strip_kind_name(strip->kind),
			  strip->name, remedy);
}

static void read_source(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	if (strip->kind != STRIP_TRACK)
		misplaced(reader, entry, strip, "only tracks play files, so make a track and give it this `output`");
	else
		recipe_read_sources(reader, entry, strip);
}

static void read_clips(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	if (strip->kind != STRIP_TRACK)
		misplaced(reader, entry, strip, "only tracks play files, so make a track and give it this `output`");
	else
		recipe_read_clips(reader, entry, strip);
}

static void read_overlap(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	const int overlap = reader_key_choice(reader, entry);
	strip->overlap_at = entry->at;
	if (overlap >= 0)
		strip->overlap = (enum clip_overlap)overlap;
}

static void read_crossfade(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	const int shape = reader_key_choice(reader, entry);
	strip->crossfade_at = entry->at;
	if (shape >= 0)
		strip->crossfade = (enum fade_shape)shape;
}

static void read_input(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	struct items items;
	if (!reader_items(reader, entry, "a tap like drums.pre-fader or a list of taps", true, LISTENS_MAXIMUM, &items))
		return;
	strip->listens = reader_array(reader, items.count, sizeof *strip->listens);
	for (size_t i = 0; strip->listens && i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		bool given;
		if (reader_strip_tap(reader, &item, TAP_POST_PAN, &strip->listens[strip->listen_count], &given))
			strip->listen_count++;
	}
}

static void read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	unsigned channels;
	strip->channels_at = entry->value->at;
	if (entry->value->kind == DOCUMENT_SEQUENCE)
		recipe_read_device_channels(reader, entry, strip);
	else if (reader_key_whole(reader, entry, &channels))
		strip->channels = channels;
}

static void read_device(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	if (strip->kind != STRIP_OUTPUT)
		misplaced(reader, entry, strip, "only outputs take channels of a device, so feed one that does");
	else
		recipe_read_device(reader, entry, strip);
}

static void read_polarity(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_polarity(reader, entry, &((struct recipe_strip *)target)->polarity);
}

static void read_inserts(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_inserts(reader, entry, &((struct recipe_strip *)target)->inserts);
}

/* Reads `pan: [80 L, 40 R]`: a position for each side of a stereo strip. */
static void read_dual_pan(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	const struct document_node *node = entry->value;
	double *const sides[] = { &strip->pan, &strip->pan_right };
	strip->dual_pan = true;
	if (node->count != 2) {
		diagnostics_error(
			reader->diagnostics, "bad-value", node->at,
			"\"pan\" has %zu place%s; write one for a mono strip, or two for the left and the right side "
			"of a stereo strip, like [80 L, 40 R]",
			node->count, node->count == 1 ? "" : "s");
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		const struct entry side = entry_item(entry, node->items[i]);
		reader_key_number(reader, &side, sides[i]);
	}
}

static void read_pan(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	strip->pan_given = true;
	strip->pan_at = entry->at;
	if (entry->value->kind == DOCUMENT_SEQUENCE)
		read_dual_pan(reader, entry, strip);
	else
		reader_key_number(reader, entry, &strip->pan);
}

static void read_balance(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	strip->balance_given = true;
	strip->balance_at = entry->at;
	reader_key_number(reader, entry, &strip->balance);
}

static void read_width(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	strip->width_given = true;
	strip->width_at = entry->at;
	reader_key_number(reader, entry, &strip->width);
}

static void read_pan_law(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_pan_law(reader, entry, &((struct recipe_strip *)target)->pan_law);
}

static void read_sends(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_sends(reader, entry, target);
}

static void read_output(struct reader *reader, const struct entry *entry, void *target)
{
	const struct recipe_strip *strip = target;
	if (strip->kind == STRIP_OUTPUT)
		misplaced(reader, entry, strip, "sound leaves here; feed another output with `sends`");
	else
		recipe_read_output(reader, entry, target);
}

static void read_stem(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	strip->stem = reader_add_stem(reader, entry);
	strip->stem_at = entry->value->at;
}

enum {
	TRACKS = 1 << STRIP_TRACK,
	BUSES = 1 << STRIP_BUS,
	AUXES = 1 << STRIP_AUX,
	OUTPUTS = 1 << STRIP_OUTPUT,
	ALL_BUT_OUTPUTS = TRACKS | BUSES | AUXES,
};

static const char *const overlaps[] = { "mix", "crossfade", NULL };

static const struct recipe_key rows[] = {
	{ .name = "source",
	  .own = true,
	  .help = "a file, a mapping with `file`, `pair` or `generate`, see \"Sources\", or a list of these, which are "
		  "summed",
	  .of = TRACKS,
	  .shape = "sources",
	  .otherwise = "required without `clips` and `input`",
	  .read = read_source },
	{ .name = "sources",
	  .own = true,
	  .help = "a pattern of files, or a list of patterns: one track for each file, see \"Recipes in parts\"; "
		  "instead "
		  "of `source`",
	  .of = TRACKS,
	  .shape = "files",
	  .otherwise = "none" },
	{ .name = "clips",
	  .excludes = "source",
	  .own = true,
	  .help = "a list of clips, see \"Clips\": parts of files, each at its time; instead of `source`",
	  .of = TRACKS,
	  .shape = "clips",
	  .otherwise = "none",
	  .read = read_clips },
	{ .name = "overlap",
	  .needs = (const char *const[]){ "clips", NULL },
	  .help = "how clips sound that overlap: `mix`, both; `crossfade`, the later one fades in over the earlier one",
	  .kind = KEY_CHOICE,
	  .of = TRACKS,
	  .choices = overlaps,
	  .fallback = OVERLAP_MIX,
	  .read = read_overlap },
	{ .name = "crossfade",
	  .help = "the shape of the crossfades, as in a fade",
	  .kind = KEY_CHOICE,
	  .of = TRACKS,
	  .choices = fade_shape_names,
	  .fallback = FADE_EQUAL_POWER,
	  .read = read_crossfade },
	{ .name = "input",
	  .own = true,
	  .help = "taps of other strips that this one hears: `[drums.pre-fader]`; the tap is `post-pan` if none is "
		  "named",
	  .shape = "strip-taps",
	  .otherwise = "none",
	  .read = read_input },
	{ .name = "channels",
	  .help = "how many channels the strip has",
	  .kind = KEY_WHOLE,
	  .of = ALL_BUT_OUTPUTS,
	  .minimum = 1.0,
	  .maximum = RECIPE_CHANNELS_MAXIMUM,
	  .otherwise = "tracks: as many as the widest source; others: `2`",
	  .read = read_channels },
	{ .name = "channels",
	  .help = "how many channels the output has; with a `device` the list of the channels that it takes: `[3, 4]`",
	  .of = OUTPUTS,
	  .shape = "channels-of-output",
	  .minimum = 1.0,
	  .maximum = RECIPE_CHANNELS_MAXIMUM,
	  .otherwise = "`2`",
	  .read = read_channels },
	{ .name = "device",
	  .own = true,
	  .help = "the name of an interface, or of a file, whose channels outputs share, see \"Devices\"",
	  .of = OUTPUTS,
	  .shape = "name",
	  .otherwise = "none",
	  .read = read_device },
	{ .name = "trim",
	  .help = "gain before the inserts",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_GAIN,
	  .minimum = -INFINITY,
	  .maximum = 60.0,
	  .offset = offsetof(struct recipe_strip, trim_db) },
	{ .name = "polarity",
	  .help = "`inverted` or `normal`; or a switch, where `yes` inverts",
	  .shape = "polarity",
	  .otherwise = "`normal`",
	  .read = read_polarity },
	{ .name = "inserts",
	  .help = "processors, one after the other: `eq`, `gain: -3 dB`, `compressor: { ratio: 4 }`",
	  .shape = "inserts",
	  .otherwise = "none",
	  .read = read_inserts },
	{ .name = "fader",
	  .help = "gain after the inserts",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_GAIN,
	  .minimum = -INFINITY,
	  .maximum = RECIPE_FADER_MOST_DB,
	  .offset = offsetof(struct recipe_strip, fader_db) },
	{ .name = "mute",
	  .help = "silence after the inserts; pre-fader taps stay",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_strip, mute) },
	{ .name = "solo",
	  .own = true,
	  .help = "only what leads to soloed strips, and what they feed, is heard",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_strip, solo) },
	{ .name = "solo_safe",
	  .help = "no solo of another strip silences this one, nor what it feeds",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_strip, solo_safe) },
	{ .name = "pan",
	  .help = "where a mono strip stands in a stereo one; `[80 L, 40 R]` of a stereo strip: where its left and "
		  "its right side stand, each by the pan law",
	  .shape = "pans",
	  .quantity = QUANTITY_PAN,
	  .minimum = -1.0,
	  .maximum = 1.0,
	  .otherwise = "`C`; `[100 L, 100 R]`",
	  .read = read_pan },
	{ .name = "balance",
	  .excludes = "pan",
	  .help = "a stereo strip leans to one side",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_PAN,
	  .minimum = -1.0,
	  .maximum = 1.0,
	  .offset = offsetof(struct recipe_strip, balance),
	  .read = read_balance },
	{ .name = "width",
	  .help = "the width of a stereo strip",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_PERCENT,
	  .maximum = 2.0,
	  .fallback = 1.0,
	  .offset = offsetof(struct recipe_strip, width),
	  .read = read_width },
	{ .name = "pan_law",
	  .help = "as in `session`",
	  .shape = "pan-law",
	  .otherwise = "that of the session",
	  .read = read_pan_law },
	{ .name = "automation",
	  .help = "how `fader`, `mute`, `pan`, `balance` and `width` move, see \"automation\"",
	  .kind = KEY_MAPPING,
	  .keys = &strip_automation_keys,
	  .otherwise = "none",
	  .read = reader_skip },
	{ .name = "sends",
	  .help = "a list of sends to auxes, buses and outputs, see \"Sends\"",
	  .shape = "sends",
	  .otherwise = "none",
	  .read = read_sends },
	{ .name = "output",
	  .help = "a bus, an output, or a list of them (at most 64): `[drums, cue]`; or `none`: a strip that only "
		  "serves as a key or feeds sends",
	  .of = ALL_BUT_OUTPUTS,
	  .shape = "fed-strips",
	  .otherwise = "the only output",
	  .read = read_output },
	{ .name = "stem",
	  .own = true,
	  .help = "the label of all sound that passes here",
	  .shape = "name",
	  .otherwise = "none",
	  .read = read_stem },
	{ .name = "use",
	  .help = "a fragment, or a list of them, whose keys lie beneath the strip's own, see \"use\"",
	  .shape = "uses",
	  .otherwise = "none" },
};

#define STRIP_KEYS(word, bit, plural)                                                                                  \
	{                                                                                                              \
		.name = (word), .title = "key of a strip", KEY_ROWS(rows), .of = (bit), .kind = (plural),              \
		.knows_others = true                                                                                   \
	}

const struct recipe_keys strip_keys[] = {
	[STRIP_TRACK] = STRIP_KEYS("track", TRACKS, "tracks"),
	[STRIP_BUS] = STRIP_KEYS("bus", BUSES, "buses"),
	[STRIP_AUX] = STRIP_KEYS("aux", AUXES, "auxes"),
	[STRIP_OUTPUT] = STRIP_KEYS("output", OUTPUTS, "outputs"),
};

#define DEFAULT_KEYS(word, bit)                                                                                        \
	{                                                                                                              \
		.name = (word), KEY_ROWS(rows), .of = (bit), .are_defaults = true                                      \
	}

const struct recipe_keys default_keys[] = {
	[STRIP_TRACK] = DEFAULT_KEYS("default-track", TRACKS),
	[STRIP_BUS] = DEFAULT_KEYS("default-bus", BUSES),
	[STRIP_AUX] = DEFAULT_KEYS("default-aux", AUXES),
	[STRIP_OUTPUT] = DEFAULT_KEYS("default-output", OUTPUTS),
};

#define DEFAULTS_ROW(plural, strip)                                                                                    \
	{                                                                                                              \
		.name = (plural), .help = "keys that hold for all " plural " that do not have them themselves",        \
		.kind = KEY_MAPPING, .keys = &default_keys[strip], .otherwise = "none"                                 \
	}

/* Splicing reads them. */
static const struct recipe_key default_rows[] = {
	DEFAULTS_ROW("tracks", STRIP_TRACK),
	DEFAULTS_ROW("buses", STRIP_BUS),
	DEFAULTS_ROW("auxes", STRIP_AUX),
	DEFAULTS_ROW("outputs", STRIP_OUTPUT),
};

const struct recipe_keys defaults_keys = { .name = "defaults", .title = "key of `defaults`", KEY_ROWS(default_rows) };

/* Returns whether neither key stands in a well-formed strip. An empty value counts as a well-formed strip. */
static bool lacks_both(struct reader *reader, const struct document_node *node, const char *one, const char *other)
{
	const struct recipe_keys *keys = &strip_keys[STRIP_TRACK];
	if (node->kind != DOCUMENT_MAPPING)
		return document_is_empty(node);
	return !reader_has_key(node, one) && !reader_has_key(node, other) &&
	       !reader_told_key(reader, node, one, keys) && !reader_told_key(reader, node, other, keys);
}

static void read_strip(struct reader *reader, size_t index)
{
	struct recipe_strip *strip = &reader->recipe->strips[index];
	const struct document_node *node = reader->strip_nodes[index];
	if (!node) /* an error has told what stands in its place */
		return;
	const char *where = reader_format(reader, "%s \"%.64s\"", strip_kind_name(strip->kind), strip->name);
	const struct entry entry = entry_of(where, strip->name, strip->at, node);
	recipe_keys_fall_back(&strip_keys[strip->kind], strip);
	strip->crossfade = FADE_EQUAL_POWER;
	reader_mapping(reader, &entry, &strip_keys[strip->kind], strip);
	recipe_settle_automation(reader, node, &strip_automation_keys, strip);
	if (strip->kind != STRIP_OUTPUT && (node->kind != DOCUMENT_MAPPING || !document_find(node, "output")))
		recipe_settle_output(reader, strip);
	if (strip->kind == STRIP_TRACK && lacks_both(reader, node, "source", "input") &&
	    lacks_both(reader, node, "clips", "clips"))
		diagnostics_error(reader->diagnostics, "missing-key", strip->at,
				  "\"source\" is missing in %s; name an audio file, or taps with `input`", where);
	if (strip->kind == STRIP_TRACK)
		recipe_settle_clips(reader, strip, node);
	if (strip->pan_given && strip->balance_given)
		diagnostics_error(reader->diagnostics, "conflicting-keys", strip->balance_at,
				  "\"pan\" and \"balance\" both place %s; leave one of them out", where);
}

/* Refuses a strip with the label of the residue, because its sound would be reported as the sound that inserts add. */
static void check_residue(struct reader *reader)
{
	const struct recipe *recipe = reader->recipe;
	for (size_t i = 0; recipe->residue != RECIPE_NONE && i < recipe->strip_count; i++)
		if (recipe->strips[i].stem == recipe->residue)
			diagnostics_error(reader->diagnostics, "residue-label", recipe->strips[i].stem_at,
					  "stem \"residue\" is what inserts with `stems: residue` make; give \"%s\" "
					  "another label",
					  recipe->strips[i].name);
}

void recipe_read_strips(struct reader *reader)
{
	for (size_t i = 0; i < reader->recipe->strip_count && !reader->diagnostics->failed; i++)
		read_strip(reader, i);
	recipe_check_devices(reader);
	check_residue(reader);
}

/* Reads the strips of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { LISTENS_MAXIMUM = 1024 };

static const double fader_db_maximum = 24.0;
static const double trim_db_maximum = 60.0;

/* A strip_entry is a strip while its keys are read. */
struct strip_entry {
	struct recipe_strip *strip;
	bool output_given;
};

static void misplaced(struct reader *reader, const struct entry *entry, const struct recipe_strip *strip,
		      const char *remedy)
{
	diagnostics_error(reader->diagnostics, "misplaced-key", entry->at,
			  "\"%s\" has no meaning for the %s \"%s\"; %s", entry->name, strip_kind_name(strip->kind),
			  strip->name, remedy);
}

static void read_source(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	if (strip->kind != STRIP_TRACK)
		misplaced(reader, entry, strip, "only tracks play files, so make a track and give it this `output`");
	else
		recipe_read_sources(reader, entry, strip);
}

static void read_input(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	struct items items;
	if (!reader_items(reader, entry, "a tap like drums.pre-fader or a list of taps", true, LISTENS_MAXIMUM, &items))
		return;
	strip->listens = reader_array(reader, items.count, sizeof *strip->listens);
	for (size_t i = 0; strip->listens && i < items.count; i++) {
		const struct entry item = { entry->where, entry->name, entry->at, items.nodes[i] };
		bool given;
		if (reader_strip_tap(reader, &item, TAP_POST_PAN, &strip->listens[strip->listen_count], &given))
			strip->listen_count++;
	}
}

static void read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	unsigned channels;
	strip->channels_at = entry->value->at;
	if (entry->value->kind == DOCUMENT_SEQUENCE)
		recipe_read_device_channels(reader, entry, strip);
	else if (reader_whole(reader, entry, 1, RECIPE_CHANNELS_MAXIMUM, &channels))
		strip->channels = channels;
}

static void read_device(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	if (strip->kind != STRIP_OUTPUT)
		misplaced(reader, entry, strip, "only outputs take channels of a device, so feed one that does");
	else
		recipe_read_device(reader, entry, strip);
}

static void read_trim(struct reader *reader, const struct entry *entry, void *target)
{
	reader_number(reader, entry, QUANTITY_GAIN, -INFINITY, trim_db_maximum,
		      &((struct strip_entry *)target)->strip->trim_db);
}

static void read_polarity(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	const struct document_node *node = entry->value;
	if (node->kind == DOCUMENT_SCALAR && strcasecmp(node->text, "inverted") == 0)
		strip->polarity = true;
	else if (node->kind == DOCUMENT_SCALAR && strcasecmp(node->text, "normal") == 0)
		strip->polarity = false;
	else
		reader_switch(reader, entry, &strip->polarity, "write inverted or normal, yes or no");
}

static void read_inserts(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_inserts(reader, entry, &((struct strip_entry *)target)->strip->inserts);
}

static void read_fader(struct reader *reader, const struct entry *entry, void *target)
{
	reader_number(reader, entry, QUANTITY_GAIN, -INFINITY, fader_db_maximum,
		      &((struct strip_entry *)target)->strip->fader_db);
}

static void read_mute(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct strip_entry *)target)->strip->mute, NULL);
}

static void read_solo(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct strip_entry *)target)->strip->solo, NULL);
}

static void read_solo_safe(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct strip_entry *)target)->strip->solo_safe, NULL);
}

/* Reads `pan: [80 L, 40 R]`: a position for each side of a stereo strip. */
static void read_dual_pan(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	const struct document_node *node = entry->value;
	double *const places[] = { &strip->pan, &strip->pan_right };
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
		const struct entry place = { entry->where, entry->name, entry->at, node->items[i] };
		reader_number(reader, &place, QUANTITY_PAN, -1.0, 1.0, places[i]);
	}
}

static void read_pan(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	strip->pan_given = true;
	strip->pan_at = entry->at;
	if (entry->value->kind == DOCUMENT_SEQUENCE)
		read_dual_pan(reader, entry, strip);
	else
		reader_number(reader, entry, QUANTITY_PAN, -1.0, 1.0, &strip->pan);
}

static void read_balance(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	strip->balance_given = true;
	strip->balance_at = entry->at;
	reader_number(reader, entry, QUANTITY_PAN, -1.0, 1.0, &strip->balance);
}

static void read_width(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	strip->width_given = true;
	strip->width_at = entry->at;
	reader_number(reader, entry, QUANTITY_PERCENT, 0.0, 2.0, &strip->width);
}

static void read_pan_law(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_pan_law(reader, entry, &((struct strip_entry *)target)->strip->pan_law);
}

static void read_sends(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_sends(reader, entry, ((struct strip_entry *)target)->strip);
}

static void read_output(struct reader *reader, const struct entry *entry, void *target)
{
	struct strip_entry *given = target;
	if (given->strip->kind == STRIP_OUTPUT) {
		misplaced(reader, entry, given->strip, "sound leaves here; feed another output with `sends`");
		return;
	}
	given->output_given = true;
	recipe_read_output(reader, entry, given->strip);
}

static void read_stem(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = ((struct strip_entry *)target)->strip;
	strip->stem = reader_add_stem(reader, entry);
	strip->stem_at = entry->value->at;
}

static const struct field fields[] = {
	{ "source", read_source, false },       { "input", read_input, false },
	{ "channels", read_channels, false },   { "device", read_device, false },
	{ "trim", read_trim, false },           { "polarity", read_polarity, false },
	{ "inserts", read_inserts, false },     { "fader", read_fader, false },
	{ "mute", read_mute, false },           { "solo", read_solo, false },
	{ "solo_safe", read_solo_safe, false }, { "pan", read_pan, false },
	{ "balance", read_balance, false },     { "width", read_width, false },
	{ "pan_law", read_pan_law, false },     { "sends", read_sends, false },
	{ "output", read_output, false },       { "stem", read_stem, false },
};

/* Lists the keys that a strip of this kind can have. `use` is among them: it stands for other keys, and splicing
   has removed it. Returns how many. */
static size_t list_keys(enum strip_kind kind, const char **keys)
{
	size_t count = 0;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const bool of_tracks = fields[i].read == read_source, of_inner = fields[i].read == read_output;
		const bool of_outputs = fields[i].read == read_device;
		if ((!of_tracks || kind == STRIP_TRACK) && (!of_inner || kind != STRIP_OUTPUT) &&
		    (!of_outputs || kind == STRIP_OUTPUT))
			keys[count++] = fields[i].name;
	}
	keys[count++] = "use";
	return count;
}

/* Returns whether neither key stands in a well-formed strip. An empty value counts as a well-formed strip. */
static bool lacks_both(const struct document_node *node, const char *one, const char *other)
{
	if (node->kind != DOCUMENT_MAPPING)
		return document_is_empty(node);
	return !document_find(node, one) && !document_find(node, other);
}

static void read_strip(struct reader *reader, size_t index)
{
	struct recipe_strip *strip = &reader->recipe->strips[index];
	const struct document_node *node = reader->strip_nodes[index];
	struct strip_entry given = { .strip = strip };
	const char *where = reader_format(reader, "%s \"%.64s\"", strip_kind_name(strip->kind), strip->name);
	const struct entry entry = { where, strip->name, strip->at, node };
	const char *keys[sizeof fields / sizeof *fields + 1];
	const struct words proposed = { .words = keys, .count = list_keys(strip->kind, keys) };
	reader_mapping_proposing(reader, &entry, fields, sizeof fields / sizeof *fields, proposed, &given);
	if (strip->kind != STRIP_OUTPUT && !given.output_given)
		recipe_settle_output(reader, strip);
	if (strip->kind == STRIP_TRACK && lacks_both(node, "source", "input"))
		diagnostics_error(reader->diagnostics, "missing-key", strip->at,
				  "\"source\" is missing in %s; name an audio file, or taps with `input`", where);
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

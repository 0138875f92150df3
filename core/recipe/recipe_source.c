/* Reads the sources of a track.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"
#include "recipe/source_key.h"

#include <strings.h>

enum { SOURCES_MAXIMUM = 1024, FILE_CHANNEL_MAXIMUM = 1024 };

static void read_file(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	const char *file = reader_file(reader, entry);
	if (!file)
		return;
	source->at = entry->value->at;
	source->file = file;
	source->path = reader_path(reader, entry->value->at, file);
}

/* The key is written as `pair: [LEFT, RIGHT]`. */
static void read_pair(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	struct items items;
	if (!reader_items(reader, entry, "a list of two files, left and right", false, SOURCES_MAXIMUM, &items))
		return;
	if (items.count != 2) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"pair\" names %zu file%s; name two, the left and the right", items.count,
				  items.count == 1 ? "" : "s");
		return;
	}
	const struct entry right = entry_item(entry, items.nodes[1]);
	const struct entry left = entry_item(entry, items.nodes[0]);
	read_file(reader, &left, source);
	const char *file = reader_file(reader, &right);
	if (!file || !source->path)
		return;
	source->right_at = items.nodes[1]->at;
	source->right_file = file;
	source->right_path = reader_path(reader, items.nodes[1]->at, file);
}

/* Refuses the keys that a file may have and a pair may not. */
static void refuse_beside_pair(struct reader *reader, const struct entry *entry, void *target)
{
	(void)target;
	diagnostics_error(reader->diagnostics, "bad-value", entry->at,
			  "\"%s\" does not go with \"pair\", which is all of two mono files; leave one of them out",
			  entry->name);
}

void recipe_read_polarity(struct reader *reader, const struct entry *entry, bool *inverted)
{
	const struct document_node *node = entry->value;
	if (node->kind == DOCUMENT_SCALAR && strcasecmp(node->text, "inverted") == 0)
		*inverted = true;
	else if (node->kind == DOCUMENT_SCALAR && strcasecmp(node->text, "normal") == 0)
		*inverted = false;
	else
		reader_switch(reader, entry, inverted, "write inverted or normal, yes or no");
}

size_t recipe_read_file_channels(struct reader *reader, const struct entry *entry, unsigned *channels)
{
	struct items items;
	if (!reader_items(reader, entry, "a channel number or a list of them", true, RECIPE_CHANNELS_MAXIMUM, &items))
		return 0;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"channels\" names no channel; leave it out to take all");
	for (size_t i = 0; i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		if (!reader_key_whole(reader, &item, &channels[i]))
			return 0;
	}
	return items.count;
}

static void read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	source->channel_count = recipe_read_file_channels(reader, entry, source->channels);
}

static const struct recipe_key file_rows[] = {
	{ .name = "file",
	  .help = "an audio file, relative to the recipe's folder",
	  .required = true,
	  .shape = "path",
	  .read = read_file },
	{ .name = "channels",
	  .help = "which of its channels: `2`, or `[3, 4]`",
	  .shape = "channels-of-file",
	  .minimum = 1.0,
	  .maximum = FILE_CHANNEL_MAXIMUM,
	  .otherwise = "all",
	  .read = read_channels },
	SOURCE_START_KEY,
	SOURCE_GAIN_KEY,
};

const struct recipe_keys source_file_keys = { .name = "source-file", .title = "key of a file", KEY_ROWS(file_rows) };

static const struct recipe_key pair_rows[] = {
	{ .name = "pair",
	  .help = "two mono files of one rate and length, left and right, which are read as one stereo source",
	  .required = true,
	  .shape = "pair",
	  .read = read_pair },
	SOURCE_START_KEY,
	SOURCE_GAIN_KEY,
	{ .name = "file", .kind = KEY_REFUSED, .read = refuse_beside_pair },
	{ .name = "channels", .kind = KEY_REFUSED, .read = refuse_beside_pair },
};

const struct recipe_keys source_pair_keys = { .name = "source-pair", .title = "key of a pair", KEY_ROWS(pair_rows) };

static void read_source(struct reader *reader, const struct entry *item, struct recipe_source *source)
{
	const bool mapping = item->value->kind == DOCUMENT_MAPPING;
	if (mapping && document_find(item->value, "generate"))
		recipe_read_generator(reader, item, source);
	else if (mapping && document_find(item->value, "pair"))
		reader_mapping(reader, item, &source_pair_keys, source);
	else if (mapping)
		reader_mapping(reader, item, &source_file_keys, source);
	else
		read_file(reader, item, source);
}

void recipe_read_sources(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	static const char wanted[] = "a file name, a mapping with `file`, `pair` or `generate`, or a list of those";
	struct items items;
	if (!reader_items(reader, entry, wanted, true, SOURCES_MAXIMUM, &items))
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"source\" names no file; name at least one");
	strip->source_count = 0; /* `clips` may stand before it, which is an error that is told later */
	strip->sources = reader_array(reader, items.count, sizeof *strip->sources);
	if (!strip->sources)
		return;
	for (size_t i = 0; i < items.count; i++) {
		struct recipe_source *source = &strip->sources[strip->source_count++];
		source->at = items.nodes[i]->at;
		struct location at = entry->value == items.nodes[i] ? entry->at : items.nodes[i]->at;
		const struct entry item = entry_of("source", entry->name, at, items.nodes[i]);
		read_source(reader, &item, source);
	}
}

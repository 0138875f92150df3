/* Reads the sources of a track.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

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
	const struct entry right = { entry->where, entry->name, entry->at, items.nodes[1] };
	const struct entry left = { entry->where, entry->name, entry->at, items.nodes[0] };
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

static void read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	struct items items;
	if (!reader_items(reader, entry, "a channel number or a list of them", true, RECIPE_CHANNELS_MAXIMUM, &items))
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"channels\" names no channel; leave it out to take all");
	for (size_t i = 0; i < items.count; i++) {
		const struct entry item = { entry->where, entry->name, entry->at, items.nodes[i] };
		if (!reader_whole(reader, &item, 1, FILE_CHANNEL_MAXIMUM, &source->channels[i]))
			return;
	}
	source->channel_count = items.count;
}

static const struct field fields[] = {
	{ "file", read_file, true },
	{ "channels", read_channels, false },
	{ "start", recipe_read_start, false },
	{ "gain", recipe_read_source_gain, false },
};

static const struct field pair_fields[] = {
	{ "pair", read_pair, true },
	{ "start", recipe_read_start, false },
	{ "gain", recipe_read_source_gain, false },
	{ "file", refuse_beside_pair, false },
	{ "channels", refuse_beside_pair, false },
};

static void read_source(struct reader *reader, const struct entry *item, struct recipe_source *source)
{
	const bool mapping = item->value->kind == DOCUMENT_MAPPING;
	if (mapping && document_find(item->value, "generate"))
		recipe_read_generator(reader, item, source);
	else if (mapping && document_find(item->value, "pair"))
		reader_mapping(reader, item, pair_fields, sizeof pair_fields / sizeof *pair_fields, source);
	else if (mapping)
		reader_mapping(reader, item, fields, sizeof fields / sizeof *fields, source);
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
	strip->sources = reader_array(reader, items.count, sizeof *strip->sources);
	if (!strip->sources)
		return;
	for (size_t i = 0; i < items.count; i++) {
		struct recipe_source *source = &strip->sources[strip->source_count++];
		source->at = items.nodes[i]->at;
		struct location at = entry->value == items.nodes[i] ? entry->at : items.nodes[i]->at;
		const struct entry item = { "source", entry->name, at, items.nodes[i] };
		read_source(reader, &item, source);
	}
}

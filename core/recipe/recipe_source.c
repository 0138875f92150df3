/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>

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

void recipe_read_start(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_TIME, 0.0, 86400.0, &source->start_seconds);
}

void recipe_read_source_gain(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_GAIN, -INFINITY, 60.0, &source->gain_db);
}

static const struct field fields[] = {
	{ "file", read_file, true },
	{ "channels", read_channels, false },
	{ "start", recipe_read_start, false },
	{ "gain", recipe_read_source_gain, false },
};

void recipe_read_sources(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	static const char wanted[] = "a file name, a mapping with `file` or `generate`, or a list of those";
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
		struct position at = entry->value == items.nodes[i] ? entry->at : items.nodes[i]->at;
		const struct entry item = { "source", entry->name, at, items.nodes[i] };
		if (items.nodes[i]->kind == DOCUMENT_MAPPING && document_find(items.nodes[i], "generate"))
			recipe_read_generator(reader, &item, source);
		else if (items.nodes[i]->kind == DOCUMENT_MAPPING)
			reader_mapping(reader, &item, fields, sizeof fields / sizeof *fields, source);
		else
			read_file(reader, &item, source);
	}
}

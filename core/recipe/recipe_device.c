/* Reads `device` and `channels`: the channels of a device that an output takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <string.h>
#include <strings.h>

size_t recipe_find_device(const struct recipe *recipe, const char *name)
{
	for (size_t i = 0; i < recipe->device_count; i++)
		if (strcmp(recipe->devices[i].name, name) == 0)
			return i;
	return RECIPE_NONE;
}

static void check_case(struct reader *reader, const char *name, struct location at)
{
	const struct recipe *recipe = reader->recipe;
	for (size_t i = 0; i < recipe->device_count; i++)
		if (strcasecmp(recipe->devices[i].name, name) == 0)
			diagnostics_error(
				reader->diagnostics, "file-claimed-twice", at,
				"devices \"%s\" and \"%s\" claim one file where file names ignore case; write "
				"both alike, or rename one",
				recipe->devices[i].name, name);
}

void recipe_read_device(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	struct recipe *recipe = reader->recipe;
	const struct location at = entry->value->at;
	const char *name = reader_text(reader, entry, "name the interface, or the file, that the output is a part of");
	strip->device_at = at;
	if (!name || !reader_check_name(reader, name, at, "a device"))
		return;
	strip->device = recipe_find_device(recipe, name);
	if (strip->device != RECIPE_NONE)
		return;
	check_case(reader, name, at);
	if (!recipe->devices)
		recipe->devices = reader_array(reader, recipe->strip_count, sizeof *recipe->devices);
	if (!recipe->devices)
		return;
	recipe->devices[recipe->device_count] = (struct recipe_device){ .name = name, .at = at };
	strip->device = recipe->device_count++;
}

static bool check_device_channel(struct reader *reader, const struct recipe_strip *strip, size_t count, unsigned number,
				 struct location at)
{
	for (size_t i = 0; i < count; i++)
		if (strip->device_channels[i].number == number) {
			diagnostics_error(
				reader->diagnostics, "channel-claimed-twice", at,
				"\"%s\" has channel %u twice in its `channels`; a channel takes one signal, so "
				"name another one",
				strip->name, number);
			return false;
		}
	return true;
}

void recipe_read_device_channels(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	struct items items;
	if (strip->kind != STRIP_OUTPUT) {
		diagnostics_error(reader->diagnostics, "misplaced-key", entry->value->at,
				  "\"channels\" is a list, but only outputs take channels of a device; write how many "
				  "the %s \"%s\" has, like `channels: 2`",
				  strip_kind_name(strip->kind), strip->name);
		return;
	}
	strip->device_channels = reader_array(reader, RECIPE_CHANNELS_MAXIMUM, sizeof *strip->device_channels);
	if (!reader_items(reader, entry, "a list of channels", false, RECIPE_CHANNELS_MAXIMUM, &items))
		return;
	if (items.count == 0) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"channels\" names no channel; write which ones the output takes, like `[1, 2]`");
		return;
	}
	strip->channels = items.count;
	for (size_t i = 0, count = 0; strip->device_channels && i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		const struct location at = items.nodes[i]->at;
		unsigned number;
		if (reader_whole(reader, &item, 1, RECIPE_DEVICE_CHANNELS_MAXIMUM, &number) &&
		    check_device_channel(reader, strip, count, number, at))
			strip->device_channels[count++] = (struct recipe_channel){ number, at };
	}
}

/* Checks that both keys are there, or none of them. */
static bool check_both(struct reader *reader, const struct recipe_strip *strip)
{
	if (strip->device != RECIPE_NONE && !strip->device_channels)
		diagnostics_error(reader->diagnostics, "device-channels", strip->device_at,
				  "\"%s\" does not say which channels of \"%s\" it takes; add a list like `channels: "
				  "[1, 2]`",
				  strip->name, reader->recipe->devices[strip->device].name);
	else if (strip->device == RECIPE_NONE && strip->device_channels && strip->device_at.line == 0)
		diagnostics_error(
			reader->diagnostics, "device-channels", strip->channels_at,
			"\"%s\" lists channels, but does not say of which device; add `device: NAME`, or write "
			"how many it has, like `channels: 2`",
			strip->name);
	return strip->device != RECIPE_NONE && strip->device_channels;
}

/* `owners` holds the outputs that took the channels of all devices so far, counted from 1: [device *
   RECIPE_DEVICE_CHANNELS_MAXIMUM + number - 1]. */
static void claim(struct reader *reader, size_t index, size_t *owners)
{
	struct recipe *recipe = reader->recipe;
	const struct recipe_strip *strip = &recipe->strips[index];
	struct recipe_device *device = &recipe->devices[strip->device];
	for (size_t i = 0; i < strip->channels && strip->device_channels[i].number > 0; i++) {
		const unsigned number = strip->device_channels[i].number;
		size_t *owner = &owners[strip->device * RECIPE_DEVICE_CHANNELS_MAXIMUM + number - 1];
		if (number > device->channels)
			device->channels = number;
		device->taken |= UINT64_C(1) << (number - 1);
		if (*owner == 0) {
			*owner = index + 1;
			continue;
		}
		const struct recipe_strip *first = &recipe->strips[*owner - 1];
		size_t own = 0;
		while (first->device_channels[own].number != number)
			own++;
		const struct location at = diagnostics_root(reader->diagnostics, first->device_channels[own].at);
		diagnostics_error(reader->diagnostics, "channel-claimed-twice", strip->device_channels[i].at,
				  "channel %u of \"%s\" is claimed by \"%s\" in line %u; give \"%s\" another one",
				  number, device->name, first->name, at.line, strip->name);
	}
}

void recipe_check_devices(struct reader *reader)
{
	const struct recipe *recipe = reader->recipe;
	size_t *owners =
		reader_array(reader, (recipe->device_count + 1) * RECIPE_DEVICE_CHANNELS_MAXIMUM, sizeof *owners);
	for (size_t i = 0; owners && i < recipe->strip_count; i++)
		if (recipe->strips[i].kind == STRIP_OUTPUT && check_both(reader, &recipe->strips[i]))
			claim(reader, i, owners);
}

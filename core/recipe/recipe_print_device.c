/* Reads `devices` of `print`: the files that hold all channels of a device.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_print_entry.h"

#include <string.h>
#include <strings.h>

enum { FLAC_CHANNELS_MAXIMUM = 8 };

static size_t find_device(struct reader *reader, const char *name, struct location at)
{
	const struct recipe *recipe = reader->recipe;
	const size_t device = recipe_find_device(recipe, name);
	if (device != RECIPE_NONE)
		return device;
	const char **names = reader_array(reader, recipe->device_count, sizeof *names);
	for (size_t i = 0; names && i < recipe->device_count; i++)
		names[i] = recipe->devices[i].name;
	if (names)
		reader_unknown(reader, "unknown-name", at, "device", name, NULL,
			       (struct words){ names, recipe->device_count,
					       "give an output `device: NAME` and its `channels` to make one", false });
	return RECIPE_NONE;
}

/* FLAC cannot hold more channels in any encoding. */
static void check_channels(struct reader *reader, const struct recipe_device *device, const struct print_format *format,
			   struct location at)
{
	if (format->container == CONTAINER_FLAC && device->channels > FLAC_CHANNELS_MAXIMUM)
		diagnostics_error(
			reader->diagnostics, "format-conflict", at,
			"flac holds at most %d channels, but \"%s\" has channel %zu; use `container: wav`, or "
			"channels up to %d",
			FLAC_CHANNELS_MAXIMUM, device->name, device->channels, FLAC_CHANNELS_MAXIMUM);
}

static void add(struct reader *reader, size_t device, struct location at, const struct print_format *format)
{
	const struct recipe *recipe = reader->recipe;
	struct recipe_print *print = &reader->recipe->print;
	for (size_t i = 0; i < print->device_count; i++)
		if (print->devices[i].device == device) {
			diagnostics_error(reader->diagnostics, "file-claimed-twice", at,
					  "device \"%s\" is listed twice; take one of them out",
					  recipe->devices[device].name);
			return;
		}
	check_channels(reader, &recipe->devices[device], format, at);
	print->devices[print->device_count++] = (struct recipe_device_print){ device, at, *format };
}

struct format_of_device {
	bool given;
	struct format_entry format;
};

static void read_format(struct reader *reader, const struct entry *entry, void *target)
{
	struct format_of_device *own = target;
	own->given = true;
	recipe_read_format(reader, entry, &own->format);
}

static const struct recipe_key rows[] = {
	{ .name = "format",
	  .help = "the format of the file",
	  .kind = KEY_MAPPING,
	  .keys = &format_keys,
	  .otherwise = "that of `print`",
	  .read = read_format },
};

const struct recipe_keys device_print_keys = { .name = "device-print",
					       .title = "key of the file of a device",
					       KEY_ROWS(rows) };

static void read_by_name(struct reader *reader, const struct entry *entry, const struct print_entry *print)
{
	const struct document_node *node = entry->value;
	for (size_t i = 0; i < node->count && !reader->diagnostics->failed; i++) {
		const struct document_node *key = node->pairs[i].key;
		const char *where = reader_format(reader, "device \"%.64s\"", key->text);
		const struct entry inner = entry_of(where, key->text, key->at, node->pairs[i].value);
		struct format_of_device own = { .format = print->format };
		const size_t device = find_device(reader, key->text, key->at);
		reader_mapping(reader, &inner, &device_print_keys, &own);
		const struct print_format format =
			own.given ? recipe_settle_format(reader, &own.format) : print->settled;
		if (device != RECIPE_NONE)
			add(reader, device, key->at, &format);
	}
}

static void read_list(struct reader *reader, const struct entry *entry, const struct print_entry *print)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of devices", false, RECIPE_STRIPS_MAXIMUM, &items))
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"devices\" names no device; write `devices: yes` for all of them, or leave it out");
	for (size_t i = 0; i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		const char *name = reader_text(reader, &item, "name a device");
		const size_t device = name ? find_device(reader, name, items.nodes[i]->at) : RECIPE_NONE;
		if (device != RECIPE_NONE)
			add(reader, device, items.nodes[i]->at, &print->settled);
	}
}

static void read_all(struct reader *reader, const struct entry *entry, const struct print_entry *print)
{
	bool all = false;
	if (!reader_switch(reader, entry, &all, "write yes for all devices, or a list of them") || !all)
		return;
	if (reader->recipe->device_count == 0)
		diagnostics_error(reader->diagnostics, "no-devices", entry->value->at,
				  "no output takes channels of a device, so there is none to print; give an output "
				  "`device: NAME` and `channels: [1, 2]`");
	for (size_t i = 0; i < reader->recipe->device_count; i++)
		add(reader, i, entry->value->at, &print->settled);
}

void recipe_read_devices(struct reader *reader, const struct entry *entry, struct print_entry *print)
{
	struct recipe_print *recipe = &reader->recipe->print;
	const struct document_node *node = entry->value;
	const size_t before = reader->diagnostics->error_count;
	recipe->devices = reader_array(reader, reader->recipe->device_count, sizeof *recipe->devices);
	if (!recipe->devices)
		return;
	if (node->kind == DOCUMENT_MAPPING)
		read_by_name(reader, entry, print);
	else if (node->kind == DOCUMENT_SEQUENCE)
		read_list(reader, entry, print);
	else
		read_all(reader, entry, print);
	/* An error in the devices must not lead to the default prints. */
	print->something = print->something || recipe->device_count > 0 || reader->diagnostics->error_count > before;
}

void recipe_check_device_files(struct reader *reader)
{
	const struct recipe *recipe = reader->recipe;
	const struct recipe_print *print = &recipe->print;
	for (size_t i = 0; i < print->device_count; i++)
		for (size_t k = 0; k < print->mix_count; k++) {
			const char *device = recipe->devices[print->devices[i].device].name;
			if (strcasecmp(device, print->mixes[k].name) == 0 &&
			    print->devices[i].format.container == print->mixes[k].format.container)
				diagnostics_error(reader->diagnostics, "file-claimed-twice", print->devices[i].at,
						  "device \"%s\" and mix \"%s\" claim one file%s; rename one", device,
						  print->mixes[k].name,
						  strcmp(device, print->mixes[k].name) == 0
							  ? ""
							  : " where file names ignore case");
		}
}

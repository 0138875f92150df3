/* Reads the sends of a strip.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>

enum { SENDS_MAXIMUM = 1024 };

static void read_to(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	const char *name = reader_text(reader, entry, "name an aux, a bus or an output");
	size_t to = name ? reader_find_strip(reader, name, entry->value->at, true) : RECIPE_NONE;
	if (to == RECIPE_NONE)
		return;
	send->to = to;
	send->at = entry->value->at;
	if (reader->recipe->strips[to].kind == STRIP_TRACK)
		diagnostics_error(reader->diagnostics, "wrong-kind", entry->value->at,
				  "\"%s\" is a track, which no send can reach; send to an aux, or let it listen with "
				  "`input`",
				  name);
}

static void read_level(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	reader_number(reader, entry, QUANTITY_GAIN, -INFINITY, 24.0, &send->level_db);
}

static void read_tap(struct reader *reader, const struct entry *entry, void *target)
{
	reader_tap(reader, entry, &((struct recipe_send *)target)->tap);
}

static void read_pan(struct reader *reader, const struct entry *entry, void *target)
{
	reader_number(reader, entry, QUANTITY_PAN, -1.0, 1.0, &((struct recipe_send *)target)->pan);
}

static void read_mute(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct recipe_send *)target)->mute, NULL);
}

static const struct field fields[] = {
	{ "to", read_to, true },    { "level", read_level, false }, { "tap", read_tap, false },
	{ "pan", read_pan, false }, { "mute", read_mute, false },
};

void recipe_read_sends(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of sends like `- { to: plate, level: -12 dB }`", false, SENDS_MAXIMUM,
			  &items))
		return;
	strip->sends = reader_array(reader, items.count, sizeof *strip->sends);
	for (size_t i = 0; strip->sends && i < items.count; i++) {
		struct recipe_send *send = &strip->sends[strip->send_count++];
		*send = (struct recipe_send){ .to = RECIPE_NONE, .tap = TAP_POST_FADER, .at = items.nodes[i]->at };
		const struct entry item = { "send", "send", items.nodes[i]->at, items.nodes[i] };
		if (items.nodes[i]->kind == DOCUMENT_MAPPING)
			reader_mapping(reader, &item, fields, sizeof fields / sizeof *fields, send);
		else
			reader_wrong_type(reader, &item, "a mapping like `{ to: plate, level: -12 dB }`");
	}
}

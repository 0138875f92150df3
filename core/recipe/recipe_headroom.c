/* Reads the headroom of prints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_print_entry.h"

#include <string.h>

static bool is_gain(const struct reader *reader, const char *text)
{
	double gain_db;
	const char *problem;
	return quantity_parse(text, strlen(text), QUANTITY_GAIN, &reader->base, &gain_db, &problem);
}

static void read_gain(struct reader *reader, const struct entry *entry, void *target)
{
	static const char remedy[] = "write a gain like 6 dB, or auto";
	struct recipe_headroom *headroom = target;
	double gain_db;
	const char *text = reader_text(reader, entry, remedy);
	if (!text)
		return;
	headroom->automatic = strcmp(text, "auto") == 0;
	if (headroom->automatic)
		return;
	if (!is_gain(reader, text))
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
	else if (reader_key_number(reader, entry, &gain_db))
		headroom->gain_db = gain_db + 0.0; /* a negative zero becomes zero */
}

static const struct recipe_key rows[] = {
	{ .name = "gain",
	  .help = "by how much the stems are printed lower; or `auto`: as much as the loudest stem needs",
	  .required = true,
	  .shape = "headroom-gain",
	  .quantity = QUANTITY_GAIN,
	  .maximum = HEADROOM_MOST_DB,
	  .read = read_gain },
	{ .name = "mix",
	  .help = "the mix that proves the stems is printed as much lower, too",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_headroom, mix) },
};

const struct recipe_keys headroom_keys = {
	.name = "headroom-keys", .title = "key of `headroom`", .where = "headroom", KEY_ROWS(rows)
};

void recipe_read_headroom(struct reader *reader, const struct entry *entry, struct recipe_headroom *headroom)
{
	*headroom = (struct recipe_headroom){ .at = entry->value->at };
	if (entry->value->kind == DOCUMENT_MAPPING)
		reader_mapping(reader, entry, &headroom_keys, headroom);
	else
		read_gain(reader, entry, headroom);
}

void recipe_check_headroom(struct reader *reader)
{
	const struct recipe_print *print = &reader->recipe->print;
	const struct recipe_headroom *headroom = &print->headroom;
	if (!headroom->automatic && headroom->gain_db == 0.0)
		return;
	if (print->stem_set_count == 0) {
		diagnostics_error(reader->diagnostics, "headroom", headroom->at,
				  "there are no stems that could be printed lower; add `stems: {}`, or leave "
				  "`headroom` out");
		return;
	}
	if (print->sum != SUM_EXACT || headroom->mix)
		return;
	const char *gain = headroom->automatic ? "auto" : reader_format(reader, "%g dB", headroom->gain_db);
	diagnostics_error(
		reader->diagnostics, "headroom", headroom->at,
		"with `sum: exact` the integers of the stems can only add up to those of a mix that is as much "
		"lower; write `headroom: { gain: %s, mix: yes }`, or leave `sum` out",
		gain);
}

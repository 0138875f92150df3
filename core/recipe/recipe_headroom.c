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
	else if (reader_number(reader, entry, QUANTITY_GAIN, 0.0, HEADROOM_MOST_DB, &gain_db))
		headroom->gain_db = gain_db + 0.0; /* a negative zero becomes zero */
}

static void read_mix(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_headroom *headroom = target;
	reader_switch(reader, entry, &headroom->mix, NULL);
}

static const struct field fields[] = { { "gain", read_gain, true }, { "mix", read_mix, false } };

void recipe_read_headroom(struct reader *reader, const struct entry *entry, struct recipe_headroom *headroom)
{
	*headroom = (struct recipe_headroom){ .at = entry->value->at };
	const struct entry inner = { "headroom", entry->name, entry->at, entry->value };
	if (entry->value->kind == DOCUMENT_MAPPING)
		reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, headroom);
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

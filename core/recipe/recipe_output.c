/* Reads `output`: the strips that a strip feeds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <string.h>

static const char wanted[] = "the name of a bus or an output, or a list of such names";

static bool check_kind(struct reader *reader, const struct recipe_strip *to, struct location at)
{
	if (to->kind == STRIP_AUX)
		diagnostics_error(reader->diagnostics, "wrong-kind", at,
				  "\"%s\" is an aux, which collects sends; use `sends: [ { to: %s } ]`", to->name,
				  to->name);
	else if (to->kind == STRIP_TRACK)
		diagnostics_error(reader->diagnostics, "wrong-kind", at,
				  "\"%s\" is a track, which collects nothing; name a bus or an output", to->name);
	return to->kind == STRIP_BUS || to->kind == STRIP_OUTPUT;
}

static bool check_new(struct reader *reader, const struct recipe_strip *strip, size_t to, struct location at)
{
	for (size_t i = 0; i < strip->output_count; i++)
		if (strip->outputs[i].strip == to) {
			diagnostics_error(reader->diagnostics, "output-twice", at,
					  "\"%s\" has \"%s\" twice in its `output`; take one of them out", strip->name,
					  reader->recipe->strips[to].name);
			return false;
		}
	return true;
}

static void add_output(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	const struct location at = entry->value->at;
	const char *name = reader_text(reader, entry, "name a bus, an output, or none");
	if (!name)
		return;
	if (strcmp(name, "none") == 0) {
		diagnostics_error(reader->diagnostics, "bad-value", at,
				  "\"none\" cannot stand in a list of outputs; write `output: none`, or take it out");
		return;
	}
	const size_t to = reader_find_strip(reader, name, at, true);
	if (to != RECIPE_NONE && check_kind(reader, &reader->recipe->strips[to], at) &&
	    check_new(reader, strip, to, at))
		strip->outputs[strip->output_count++] = (struct recipe_output){ .strip = to, .at = at };
}

void recipe_read_output(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	const struct document_node *node = entry->value;
	struct items items;
	if (node->kind == DOCUMENT_SCALAR && node->text && strcmp(node->text, "none") == 0)
		return;
	if (node->kind == DOCUMENT_MAPPING) {
		reader_wrong_type(reader, entry, wanted);
		return;
	}
	if (document_is_empty(node)) {
		reader_text(reader, entry, "name a bus, an output, or none");
		return;
	}
	if (!reader_items(reader, entry, wanted, true, RECIPE_OUTPUTS_MAXIMUM, &items))
		return;
	if (items.count == 0)
		diagnostics_error(
			reader->diagnostics, "bad-value", node->at,
			"\"output\" is an empty list; name a bus or an output in it, or write `output: none`");
	strip->outputs = reader_array(reader, items.count, sizeof *strip->outputs);
	for (size_t i = 0; strip->outputs && i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		add_output(reader, &item, strip);
	}
}

void recipe_settle_output(struct reader *reader, struct recipe_strip *strip)
{
	const struct recipe *recipe = reader->recipe;
	const bool several = recipe->strip_count > 0 && recipe->strips[recipe->strip_count - 1].kind == STRIP_OUTPUT;
	if (reader->only_output != RECIPE_NONE) {
		strip->outputs = reader_array(reader, 1, sizeof *strip->outputs);
		if (strip->outputs)
			strip->outputs[strip->output_count++] =
				(struct recipe_output){ .strip = reader->only_output, .at = strip->at };
	} else if (several) {
		diagnostics_error(reader->diagnostics, "missing-key", strip->at,
				  "\"output\" is missing in %s \"%s\", and there are several outputs; name one, a bus, "
				  "or none",
				  strip_kind_name(strip->kind), strip->name);
	}
}

/* Makes the strips that a recipe declares, so that all of them can be referred to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <stdlib.h>
#include <string.h>

static const char *const sections[] = {
	[STRIP_TRACK] = "tracks",
	[STRIP_BUS] = "buses",
	[STRIP_AUX] = "auxes",
	[STRIP_OUTPUT] = "outputs",
};

enum { SECTION_COUNT = sizeof sections / sizeof *sections };

const char *strip_kind_name(enum strip_kind kind)
{
	static const char *const names[] = { "track", "bus", "aux", "output" };
	return names[kind];
}

static const struct document_node *section_of(const struct document_node *root, size_t kind)
{
	const struct document_node *node = document_find(root, sections[kind]);
	return node && node->kind == DOCUMENT_MAPPING ? node : NULL;
}

static void check_section(struct reader *reader, const struct document_node *root, size_t kind)
{
	const struct document_node *node = document_find(root, sections[kind]);
	bool needed = kind == STRIP_TRACK || kind == STRIP_OUTPUT;
	const char *example = kind == STRIP_TRACK ? "kick: { source: kick.wav }" : "master: {}";
	if (node && node->kind != DOCUMENT_MAPPING && !document_is_empty(node))
		diagnostics_error(reader->diagnostics, "wrong-type", node->at,
				  "\"%s\" is %s, but must be a mapping of names, like `%s`", sections[kind],
				  document_kind_name(node->kind), example);
	else if (needed && (!node || node->count == 0 || document_is_empty(node)))
		diagnostics_error(reader->diagnostics, "missing-key", node ? node->at : (struct location){ 0 },
				  "a recipe needs at least one %s; add `%s` with `%s`",
				  strip_kind_name((enum strip_kind)kind), sections[kind], example);
}

static int compare_names(const void *a, const void *b)
{
	const struct strip_name *one = a, *two = b;
	int order = strcmp(one->name, two->name);
	return order != 0 ? order : (one->strip > two->strip) - (one->strip < two->strip);
}

static void sort_names(struct reader *reader)
{
	const struct recipe_strip *strips = reader->recipe->strips;
	size_t count = reader->recipe->strip_count;
	for (size_t i = 0; i < count; i++)
		reader->sorted[i] = (struct strip_name){ strips[i].name, i };
	qsort(reader->sorted, count, sizeof *reader->sorted, compare_names);
	for (size_t i = 0; i < count; i++) {
		const struct strip_name *name = &reader->sorted[i];
		const struct strip_name *last = &reader->sorted[reader->sorted_count - (reader->sorted_count > 0)];
		if (reader->sorted_count == 0 || strcmp(last->name, name->name) != 0)
			reader->sorted[reader->sorted_count++] = *name;
		else
			diagnostics_error(reader->diagnostics, "duplicate-name", strips[name->strip].at,
					  "\"%s\" already names the %s in %s; names are unique over all sections",
					  name->name, strip_kind_name(strips[last->strip].kind),
					  reader_line_of(reader, strips[last->strip].at));
	}
}

static void declare(struct reader *reader, size_t kind, const struct document_node *section)
{
	struct recipe *recipe = reader->recipe;
	for (size_t i = 0; section && i < section->count; i++) {
		const struct document_node *key = section->pairs[i].key;
		struct recipe_strip *strip = &recipe->strips[recipe->strip_count];
		reader_check_name(reader, key->text, key->at, "a strip");
		*strip = (struct recipe_strip){ .kind = (enum strip_kind)kind,
						.name = key->text,
						.at = key->at,
						.channels = kind == STRIP_TRACK ? 0 : 2,
						.muted_by = RECIPE_NONE,
						.pan_law = recipe->session.pan_law,
						.device = RECIPE_NONE,
						.stem = RECIPE_NONE };
		reader->strip_nodes[recipe->strip_count] = section->pairs[i].value;
		reader->strip_names[recipe->strip_count] = key->text;
		recipe->strip_count++;
	}
}

static void find_only_output(struct reader *reader)
{
	reader->only_output = RECIPE_NONE;
	for (size_t i = 0; i < reader->recipe->strip_count; i++)
		if (reader->recipe->strips[i].kind == STRIP_OUTPUT) {
			bool first = reader->only_output == RECIPE_NONE;
			reader->only_output = first ? i : RECIPE_NONE;
			if (!first)
				return;
		}
}

bool recipe_declare_strips(struct reader *reader, const struct document_node *root)
{
	size_t count = 0;
	for (size_t kind = 0; kind < SECTION_COUNT; kind++) {
		const struct document_node *section = section_of(root, kind);
		check_section(reader, root, kind);
		count += section ? section->count : 0;
	}
	if (count > RECIPE_STRIPS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", (struct location){ 0 },
				  "the recipe has %zu strips, but at most %d are allowed; split it", count,
				  RECIPE_STRIPS_MAXIMUM);
		return false;
	}
	reader->recipe->strips = reader_array(reader, count, sizeof *reader->recipe->strips);
	reader->strip_nodes = reader_array(reader, count, sizeof *reader->strip_nodes);
	reader->strip_names = reader_array(reader, count, sizeof *reader->strip_names);
	reader->sorted = reader_array(reader, count, sizeof *reader->sorted);
	reader->stem_names = reader_array(reader, RECIPE_STEMS_MAXIMUM, sizeof *reader->stem_names);
	if (reader->diagnostics->failed)
		return false;
	for (size_t kind = 0; kind < SECTION_COUNT; kind++)
		declare(reader, kind, section_of(root, kind));
	reader->recipe->stems = reader->stem_names;
	sort_names(reader);
	find_only_output(reader);
	return true;
}

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

struct section {
	const struct document_node *node; /* what stands there; NULL: nothing does */
	const struct document_node *strips; /* the same, or NULL when it is no mapping of strips */
	bool is_hidden; /* it stands under another name, without strips: nothing can be said of the rest then */
};

const char *strip_kind_name(enum strip_kind kind)
{
	static const char *const names[] = { "track", "bus", "aux", "output" };
	return names[kind];
}

static bool holds_strips(const struct document_node *node)
{
	for (size_t i = 0; i < node->count; i++)
		if (node->pairs[i].value->kind != DOCUMENT_MAPPING && !document_is_empty(node->pairs[i].value))
			return false;
	return node->kind == DOCUMENT_MAPPING;
}

/* Finds the section, or one under a name that a message has told to be this one: so that the rest of the recipe can
   refer to its strips. */
static const struct document_node *find_section(struct reader *reader, const struct document_node *root, size_t kind)
{
	const struct document_node *node = document_find(root, sections[kind]);
	for (size_t i = 0; !node && i < root->count; i++) {
		const char *meant = reader_meant_key(reader, root->pairs[i].key->text, reader->sections);
		if (meant && strcmp(meant, sections[kind]) == 0)
			node = root->pairs[i].value;
	}
	return node;
}

/* A section is found once, because the search for near names ends when a hostile recipe has had enough of it: a second
   search could find another one. */
static struct section section_of(struct reader *reader, const struct document_node *root, size_t kind)
{
	const struct document_node *exact = document_find(root, sections[kind]),
				   *node = find_section(reader, root, kind);
	const bool well = node && node->kind == DOCUMENT_MAPPING && (node == exact || holds_strips(node));
	return (struct section){ .node = node, .strips = well ? node : NULL, .is_hidden = node && !exact && !well };
}

/* Returns whether the strips of a section stand beside its name, which a message has told. */
static bool has_strips_beside(const struct reader *reader, const struct document_node *root, size_t kind)
{
	for (size_t i = 0; i + 1 < root->count; i++)
		if (strcmp(root->pairs[i].key->text, sections[kind]) == 0)
			return reader_stands_beside(root, i + 1, reader->sections);
	return false;
}

static void check_section(struct reader *reader, const struct document_node *root, size_t kind,
			  const struct section *section)
{
	const struct document_node *node = section->node;
	if (section->is_hidden || has_strips_beside(reader, root, kind))
		return;
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

/* What goes into the second strip of the name is meant for it, if the first is a track. */
static void refuse_name(struct reader *reader, struct strip_name *first, size_t second)
{
	const struct recipe_strip *strips = reader->recipe->strips;
	if (strips[first->collector].kind == STRIP_TRACK)
		first->collector = second;
	diagnostics_error(reader->diagnostics, "duplicate-name", strips[second].at,
			  "\"%s\" already names the %s in %s; names are unique over all sections", first->name,
			  strip_kind_name(strips[first->strip].kind), reader_line_of(reader, strips[first->strip].at));
}

static void sort_names(struct reader *reader)
{
	const struct recipe_strip *strips = reader->recipe->strips;
	size_t count = reader->recipe->strip_count;
	for (size_t i = 0; i < count; i++)
		reader->sorted[i] = (struct strip_name){ strips[i].name, i, i };
	qsort(reader->sorted, count, sizeof *reader->sorted, compare_names);
	for (size_t i = 0; i < count; i++) {
		const struct strip_name *name = &reader->sorted[i];
		struct strip_name *last = &reader->sorted[reader->sorted_count - (reader->sorted_count > 0)];
		if (reader->sorted_count == 0 || strcmp(last->name, name->name) != 0)
			reader->sorted[reader->sorted_count++] = *name;
		else
			refuse_name(reader, last, name->strip);
	}
}

/* Returns whether a strip of that kind has this key. */
static bool is_strip_key(const struct reader *reader, const char *name, size_t kind)
{
	const struct recipe_keys *root = reader->sections;
	const struct recipe_keys *keys = NULL;
	for (size_t i = 0; i < root->count; i++)
		if (strcmp(root->rows[i].name, sections[kind]) == 0)
			keys = root->rows[i].keys;
	for (size_t i = 0; keys && i < keys->count; i++)
		if (strcmp(keys->rows[i].name, name) == 0)
			return true;
	return false;
}

/* Reports a key of a strip that stands beside the strip's name, because it is not indented. Returns whether that is so.
 */
static bool tell_misplaced(struct reader *reader, size_t kind, const struct document_node *section, size_t index)
{
	const struct document_pair *pair = &section->pairs[index];
	if (index == 0 || !document_is_empty(section->pairs[index - 1].value) ||
	    pair->value->kind == DOCUMENT_MAPPING || document_is_empty(pair->value) ||
	    !is_strip_key(reader, pair->key->text, kind))
		return false;
	const char *name = reader_quote(reader, section->pairs[index - 1].key);
	diagnostics_error(reader->diagnostics, "unknown-key", pair->key->at,
			  "\"%s\" stands beside \"%s\", which has nothing below it; indent \"%s\" deeper",
			  pair->key->text, name, pair->key->text);
	return true;
}

/* Passes over what is no strip: an error tells it. */
static void pass_over_misplaced(struct reader *reader, size_t kind, const struct document_node *section)
{
	const struct document_node **nodes = reader->strip_nodes + reader->recipe->strip_count - section->count;
	bool inside = false;
	for (size_t i = 0; i < section->count; i++) {
		const bool misplaced = tell_misplaced(reader, kind, section, i);
		inside = misplaced || (inside && is_strip_key(reader, section->pairs[i].key->text, kind));
		if (inside)
			nodes[i] = NULL;
		if (misplaced)
			nodes[i - 1] = NULL;
	}
}

static void declare(struct reader *reader, size_t kind, const struct document_node *section)
{
	struct recipe *recipe = reader->recipe;
	for (size_t i = 0; section && i < section->count; i++) {
		const struct document_node *key = section->pairs[i].key;
		struct recipe_strip *strip = &recipe->strips[recipe->strip_count];
		const struct document_node *value = section->pairs[i].value;
		const bool named = reader_check_name(reader, key->text, key->at, "a strip");
		*strip = (struct recipe_strip){ .kind = (enum strip_kind)kind,
						.name = key->text,
						.at = key->at,
						.channels = kind == STRIP_TRACK ? 0 : 2,
						.muted_by = RECIPE_NONE,
						.pan_law = recipe->session.pan_law,
						.device = RECIPE_NONE,
						.stem = RECIPE_NONE };
		/* What has no name and no keys is something else than a strip. */
		reader->strip_nodes[recipe->strip_count] =
			named || value->kind == DOCUMENT_MAPPING || document_is_empty(value) ? value : NULL;
		reader->strip_names[recipe->strip_count] = key->text;
		recipe->strip_count++;
	}
	if (section)
		pass_over_misplaced(reader, kind, section);
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
	struct section found[SECTION_COUNT];
	size_t count = 0;
	for (size_t kind = 0; kind < SECTION_COUNT; kind++) {
		found[kind] = section_of(reader, root, kind);
		check_section(reader, root, kind, &found[kind]);
		count += found[kind].strips ? found[kind].strips->count : 0;
	}
	if (found[STRIP_TRACK].is_hidden || found[STRIP_OUTPUT].is_hidden)
		return false;
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
		declare(reader, kind, found[kind].strips);
	reader->recipe->stems = reader->stem_names;
	sort_names(reader);
	find_only_output(reader);
	return true;
}

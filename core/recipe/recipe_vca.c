/* Reads VCAs, which are faders that move the faders of their members.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <math.h>
#include <string.h>

enum { MEMBERS_MAXIMUM = RECIPE_STRIPS_MAXIMUM + RECIPE_VCAS_MAXIMUM };

static size_t find_vca(const struct recipe *recipe, const char *name)
{
	size_t i = 0;
	while (i < recipe->vca_count && strcmp(recipe->vcas[i].name, name) != 0)
		i++;
	return i < recipe->vca_count ? i : RECIPE_NONE;
}

static bool has(const size_t *members, size_t count, size_t member)
{
	for (size_t i = 0; i < count; i++)
		if (members[i] == member)
			return true;
	return false;
}

static void add_member(struct reader *reader, const struct document_node *node, const char *name,
		       struct recipe_vca *vca)
{
	const size_t group = find_vca(reader->recipe, name);
	const size_t strip = group == RECIPE_NONE ? reader_find_strip(reader, name, node->at, false) : RECIPE_NONE;
	if (group == RECIPE_NONE && strip == RECIPE_NONE)
		return;
	if (group != RECIPE_NONE ? has(vca->vcas, vca->vca_count, group) : has(vca->strips, vca->strip_count, strip))
		diagnostics_error(reader->diagnostics, "duplicate-name", node->at,
				  "\"%s\" is a member of VCA \"%s\" twice; name it once", name, vca->name);
	else if (group != RECIPE_NONE)
		vca->vcas[vca->vca_count++] = group;
	else
		vca->strips[vca->strip_count++] = strip;
}

static void read_members(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_vca *vca = target;
	struct items items;
	if (!reader_items(reader, entry, "a list of strips and VCAs", true, MEMBERS_MAXIMUM, &items))
		return;
	vca->strips = reader_array(reader, items.count, sizeof *vca->strips);
	vca->vcas = reader_array(reader, items.count, sizeof *vca->vcas);
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "VCA \"%s\" has no members; name some strips", vca->name);
	for (size_t i = 0; vca->strips && vca->vcas && i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		const char *name = reader_text(reader, &item, "name a strip or a VCA");
		if (name)
			add_member(reader, items.nodes[i], name, vca);
	}
}

static const struct recipe_key rows[] = {
	{ .name = "members",
	  .help = "strips and VCAs, or one of them",
	  .required = true,
	  .shape = "some-names",
	  .read = read_members },
	{ .name = "fader",
	  .help = "gain that is added to the faders of all members",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_GAIN,
	  .minimum = -INFINITY,
	  .maximum = RECIPE_FADER_MOST_DB,
	  .offset = offsetof(struct recipe_vca, fader_db) },
	{ .name = "mute",
	  .help = "mutes all members",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_vca, mute) },
	{ .name = "solo",
	  .help = "soloes all members",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_vca, solo) },
	{ .name = "automation",
	  .help = "how `fader` and `mute` move, see \"automation\"",
	  .kind = KEY_MAPPING,
	  .keys = &vca_automation_keys,
	  .otherwise = "none",
	  .read = reader_skip },
};

const struct recipe_keys vca_keys = { .name = "vca", .title = "key of a VCA", KEY_ROWS(rows) };

/* All names are declared before the first member is looked up. */
static void declare(struct reader *reader, const struct document_node *node)
{
	struct recipe *recipe = reader->recipe;
	for (size_t i = 0; i < node->count; i++) {
		const struct document_node *key = node->pairs[i].key;
		reader_check_name(reader, key->text, key->at, "a VCA");
		for (size_t k = 0; k < recipe->strip_count; k++)
			if (strcmp(recipe->strips[k].name, key->text) == 0)
				diagnostics_error(reader->diagnostics, "duplicate-name", key->at,
						  "\"%s\" already names the %s in line %u; give the VCA another name",
						  key->text, strip_kind_name(recipe->strips[k].kind),
						  recipe->strips[k].at.line);
		recipe->vcas[recipe->vca_count++] = (struct recipe_vca){ .name = key->text, .at = key->at };
	}
}

/* A descent carries the effect of one VCA down through VCAs that are its members. It moves a strip once, even if it
   reaches the strip over two ways. */
struct descent {
	struct recipe *recipe;
	size_t top;
	struct reader *reader;
	bool *moved; /* a flag for each strip */
	bool *passed; /* a flag for each VCA */
};

static void move(const struct descent *descent, size_t index)
{
	struct recipe_strip *strip = &descent->recipe->strips[index];
	const struct recipe_vca *vca = &descent->recipe->vcas[descent->top];
	if (descent->moved[index])
		return;
	descent->moved[index] = true;
	strip->fader_db += vca->fader_db;
	if (strip->level_curves.count + vca->level_curves.count <= RECIPE_LEVEL_CURVES_MAXIMUM)
		recipe_add_curves(descent->reader, &strip->level_curves, &vca->level_curves);
	else
		diagnostics_error(descent->reader->diagnostics, "too-many", vca->at,
				  "\"%s\" is moved by more than %d curves; let some of its VCAs share one", strip->name,
				  RECIPE_LEVEL_CURVES_MAXIMUM);
	if (vca->mute && !strip->mute)
		strip->muted_by = descent->top;
	strip->mute |= vca->mute;
	strip->solo |= vca->solo;
}

static void descend(const struct descent *descent, size_t index)
{
	const struct recipe_vca *vca = &descent->recipe->vcas[index];
	if (descent->passed[index])
		return;
	descent->passed[index] = true;
	for (size_t i = 0; i < vca->strip_count; i++)
		move(descent, vca->strips[i]);
	for (size_t i = 0; i < vca->vca_count; i++)
		descend(descent, vca->vcas[i]);
}

static void apply(struct reader *reader)
{
	struct recipe *recipe = reader->recipe;
	struct descent descent = { .recipe = recipe,
				   .reader = reader,
				   .moved = reader_array(reader, recipe->strip_count, sizeof(bool)),
				   .passed = reader_array(reader, recipe->vca_count, sizeof(bool)) };
	for (; descent.moved && descent.passed && descent.top < recipe->vca_count; descent.top++) {
		memset(descent.moved, 0, recipe->strip_count * sizeof(bool));
		memset(descent.passed, 0, recipe->vca_count * sizeof(bool));
		descend(&descent, descent.top);
	}
}

/* The search is depth first; `path` holds the VCAs from the first one down. Returns false after an error that names
   the loop. */
static bool check_loop(struct reader *reader, size_t *path, size_t depth, bool *done)
{
	const struct recipe *recipe = reader->recipe;
	const struct recipe_vca *vca = &recipe->vcas[path[depth]];
	for (size_t i = 0; i < vca->vca_count; i++) {
		const size_t next = vca->vcas[i];
		size_t first = 0;
		while (first <= depth && path[first] != next)
			first++;
		if (first <= depth) {
			const char *loop = recipe->vcas[next].name;
			for (size_t k = first + 1; k <= depth; k++)
				loop = reader_format(reader, "%s -> %s", loop, recipe->vcas[path[k]].name);
			diagnostics_error(
				reader->diagnostics, "vca-loop", vca->at,
				"VCAs move each other in a loop: %s -> %s; take one of them out of the members", loop,
				recipe->vcas[next].name);
			return false;
		}
		path[depth + 1] = next;
		if (!done[next] && !check_loop(reader, path, depth + 1, done))
			return false;
	}
	done[path[depth]] = true;
	return true;
}

static bool check_loops(struct reader *reader)
{
	const size_t count = reader->recipe->vca_count;
	size_t *path = reader_array(reader, count + 1, sizeof *path);
	bool *done = reader_array(reader, count, sizeof *done);
	for (size_t i = 0; path && done && i < count; i++) {
		path[0] = i;
		if (!done[i] && !check_loop(reader, path, 0, done))
			return false;
	}
	return path && done;
}

static bool check_section(struct reader *reader, const struct entry *entry)
{
	const struct document_node *node = entry->value;
	if (document_is_empty(node))
		return false;
	if (node->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(reader, entry,
				  "a mapping of names, like `drums: { members: [kick, snare], fader: -2 dB }`");
		return false;
	}
	if (node->count <= RECIPE_VCAS_MAXIMUM)
		return true;
	diagnostics_error(reader->diagnostics, "too-many", entry->at,
			  "the recipe has %zu VCAs, but at most %d are allowed; let some share one", node->count,
			  RECIPE_VCAS_MAXIMUM);
	return false;
}

void recipe_read_vcas(struct reader *reader, const struct entry *entry)
{
	struct recipe *recipe = reader->recipe;
	if (!entry || !check_section(reader, entry))
		return;
	const struct document_node *node = entry->value;
	recipe->vcas = reader_array(reader, node->count, sizeof *recipe->vcas);
	if (!recipe->vcas)
		return;
	declare(reader, node);
	for (size_t i = 0; i < node->count && !reader->diagnostics->failed; i++) {
		const char *where = reader_format(reader, "VCA \"%.64s\"", recipe->vcas[i].name);
		const struct entry inner =
			entry_of(where, recipe->vcas[i].name, recipe->vcas[i].at, node->pairs[i].value);
		reader_mapping(reader, &inner, &vca_keys, &recipe->vcas[i]);
		recipe_settle_automation(reader, inner.value, &vca_automation_keys, &recipe->vcas[i]);
	}
	if (!reader->diagnostics->failed && check_loops(reader))
		apply(reader);
}

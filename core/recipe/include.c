/* Reads the files that a recipe includes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/include.h"

#include "base/text.h"
#include "recipe/named_text.h"
#include "recipe/part_join.h"

#include <string.h>

struct includer {
	struct reader *reader;
	const struct fragment_library *library;
	const char *paths[INCLUDE_FILES_MAXIMUM]; /* of all files so far */
	size_t path_count;
	const struct origin *open[INCLUDE_DEPTH_MAXIMUM]; /* each of these files includes the next */
	size_t depth;
	const struct document_node *parts[INCLUDE_FILES_MAXIMUM + 1]; /* in the order in which they are joined */
	size_t part_count;
	bool failed;
	bool stopped; /* a limit was passed: nothing more is read */
};

static void include_all(struct includer *includer, const struct document_node *root);

static void fail(struct includer *includer, const char *code, struct location at, const char *problem)
{
	diagnostics_error(includer->reader->diagnostics, code, at, "%s", problem);
	includer->failed = true;
}

/* Reports an error when the file includes itself, perhaps by way of others. */
static bool check_circle(struct includer *includer, const struct origin *origin)
{
	size_t first = 0;
	while (first < includer->depth && strcmp(includer->open[first]->path, origin->path) != 0)
		first++;
	if (first == includer->depth)
		return true;
	struct text circle = { 0 };
	for (size_t i = first; i < includer->depth; i++)
		text_append(&circle, "%.200s -> ", includer->open[i]->file);
	text_append(&circle, "%.200s", origin->file);
	if (circle.failed)
		includer->reader->diagnostics->failed = true;
	else
		diagnostics_error(includer->reader->diagnostics, "include-loop", origin->used_at,
				  "\"%.200s\" includes itself: %s; take one of these out", origin->file, circle.bytes);
	text_release(&circle);
	includer->failed = true;
	return false;
}

static bool is_known(const struct includer *includer, const char *path)
{
	for (size_t i = 0; i < includer->path_count; i++)
		if (strcmp(includer->paths[i], path) == 0)
			return true;
	return false;
}

static bool check_limits(struct includer *includer, struct location at)
{
	const char *problem = NULL;
	if (includer->depth == INCLUDE_DEPTH_MAXIMUM)
		problem = "files include files more than 8 deep; include some of them from the recipe itself";
	else if (includer->path_count == INCLUDE_FILES_MAXIMUM)
		problem = "a recipe includes at most 64 files; join some of them";
	if (problem)
		fail(includer, "include-limit", at, problem);
	includer->stopped = problem;
	return !problem;
}

/* An included file may say which version it is written in, and must then say the right one. */
static void check_part(struct includer *includer, const struct document_node *part, const struct origin *origin)
{
	const struct document_node *version = part->kind == DOCUMENT_MAPPING ? document_find(part, "version") : NULL;
	if (part->kind != DOCUMENT_MAPPING)
		fail(includer, "wrong-type", part->at,
		     reader_format(includer->reader,
				   "\"%.200s\" is %s, but must be a mapping with sections of a recipe, like `tracks`",
				   origin->file, document_kind_name(part->kind)));
	else if (version && (version->kind != DOCUMENT_SCALAR || strcmp(version->text, "1") != 0))
		fail(includer, "unknown-version", version->at,
		     reader_format(includer->reader,
				   "version \"%.64s\" of the recipe language is not known; this stemprint reads "
				   "`version: 1`",
				   reader_quote(includer->reader, version)));
}

static void read_part(struct includer *includer, const struct origin *origin, const char *name)
{
	struct diagnostics *diagnostics = includer->reader->diagnostics;
	struct document_node *part = NULL;
	const uint32_t index = diagnostics_add_origin(diagnostics, origin);
	includer->paths[includer->path_count++] = origin->path;
	if (index == 0 ||
	    !includer->library->include(includer->library, name, index, includer->reader->arena, diagnostics, &part))
		includer->failed = true;
	if (!part)
		return;
	check_part(includer, part, origin);
	includer->open[includer->depth++] = origin;
	include_all(includer, part);
	includer->depth--;
}

static void include(struct includer *includer, const struct entry *entry)
{
	const struct document_node *name = entry->value;
	struct origin origin;
	if (name->kind == DOCUMENT_SCALAR && name->count == 0) {
		fail(includer, "bad-value", name->at, "\"include\" names nothing; name a file, like drums.yaml");
		return;
	}
	if (!reader_text(includer->reader, entry, "name a file, like drums.yaml") ||
	    !named_text_find(includer->reader, name, includer->library->inside, &origin)) {
		includer->failed = true;
		return;
	}
	origin.included = true;
	if (check_circle(includer, &origin) && !is_known(includer, origin.path) && check_limits(includer, name->at))
		read_part(includer, &origin, name->text);
}

/* Reads what a part includes, and lists the part behind it. */
static void include_all(struct includer *includer, const struct document_node *root)
{
	for (size_t i = 0; root->kind == DOCUMENT_MAPPING && i < root->count; i++) {
		const struct document_pair *pair = &root->pairs[i];
		const struct entry entry = entry_of("the recipe", "include", pair->key->at, pair->value);
		struct items items;
		if (strcmp(pair->key->text, "include") != 0)
			continue;
		if (!reader_items(includer->reader, &entry, "a file or a list of files, like [drums.yaml]", true,
				  INCLUDE_FILES_MAXIMUM, &items))
			includer->failed = true;
		else
			for (size_t k = 0; k < items.count && !includer->stopped; k++) {
				const struct entry item = entry_item(&entry, items.nodes[k]);
				include(includer, &item);
			}
	}
	if (includer->part_count < sizeof includer->parts / sizeof *includer->parts)
		includer->parts[includer->part_count++] = root;
}

bool recipe_include(struct reader *reader, const struct fragment_library *library, const struct document_node **root)
{
	if ((*root)->kind != DOCUMENT_MAPPING || !document_find(*root, "include"))
		return true;
	struct includer includer = { .reader = reader, .library = library };
	include_all(&includer, *root);
	if (!includer.failed && !reader->diagnostics->failed)
		*root = part_join(reader, includer.parts, includer.part_count);
	return !includer.failed && !reader->diagnostics->failed;
}

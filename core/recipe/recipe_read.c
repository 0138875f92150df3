/* Reads the typed recipe from its document.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_read.h"

#include "recipe/reader.h"

#include <string.h>

/* The entry holds the sections. recipe_read() reads them in the order that their references need. */
struct root_entry {
	const char *title;
	struct entry session, vcas, print, verify; /* an entry has no value when the recipe does not have the
		   section */
};

static void read_later(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	(void)entry;
	(void)target;
}

static void read_title(struct reader *reader, const struct entry *entry, void *target)
{
	struct root_entry *root = target;
	if (!document_is_empty(entry->value))
		root->title = reader_text(reader, entry, "write a title");
}

static void read_session(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	((struct root_entry *)target)->session = (struct entry){ "session", entry->name, entry->at, entry->value };
}

static void read_vcas(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	((struct root_entry *)target)->vcas = (struct entry){ "vcas", entry->name, entry->at, entry->value };
}

static void read_print(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	((struct root_entry *)target)->print = (struct entry){ "print", entry->name, entry->at, entry->value };
}

static void read_verify(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	((struct root_entry *)target)->verify = (struct entry){ "verify", entry->name, entry->at, entry->value };
}

static const struct field fields[] = {
	{ "version", read_later, false }, { "title", read_title, false }, { "session", read_session, false },
	{ "tracks", read_later, false },  { "buses", read_later, false }, { "auxes", read_later, false },
	{ "outputs", read_later, false }, { "vcas", read_vcas, false },   { "print", read_print, false },
	{ "verify", read_verify, false },
};

/* Returns false when the recipe has a version that this stemprint does not know. */
static bool check_version(struct reader *reader, const struct document_node *root)
{
	const struct document_node *version = document_find(root, "version");
	if (!version) {
		diagnostics_error(reader->diagnostics, "missing-key", (struct location){ 0 },
				  "\"version\" is missing; begin the recipe with `version: 1`");
		return true;
	}
	if (version->kind == DOCUMENT_SCALAR && strcmp(version->text, "1") == 0)
		return true;
	if (version->kind != DOCUMENT_SCALAR) {
		reader_wrong_type(reader, &(struct entry){ "the recipe", "version", version->at, version }, "1");
		return false;
	}
	diagnostics_error(reader->diagnostics, "unknown-version", version->at,
			  "version \"%s\" of the recipe language is not known; this stemprint reads `version: 1`",
			  reader_quote(reader, version));
	return false;
}

static const struct entry *if_given(const struct entry *entry)
{
	return entry->value ? entry : NULL;
}

static void read_parts(struct reader *reader, const struct document_node *root)
{
	struct root_entry given = { 0 };
	const struct entry entry = { "the recipe", "the recipe", root->at, root };
	reader_mapping(reader, &entry, fields, sizeof fields / sizeof *fields, &given);
	reader->recipe->title = given.title;
	recipe_read_session(reader, if_given(&given.session));
	if (!recipe_declare_strips(reader, root))
		return;
	recipe_read_strips(reader);
	recipe_read_vcas(reader, if_given(&given.vcas));
	recipe_read_print(reader, if_given(&given.print));
	recipe_read_verify(reader, if_given(&given.verify));
}

enum status recipe_read(const struct document_node *root, const char *recipe_path, struct arena *arena,
			struct diagnostics *diagnostics, struct recipe **recipe)
{
	*recipe = NULL;
	struct reader reader = { .arena = arena,
				 .diagnostics = diagnostics,
				 .recipe_path = recipe_path,
				 .recipe = ARENA_NEW(arena, struct recipe),
				 .only_output = RECIPE_NONE };
	if (!reader.recipe)
		return STATUS_NO_MEMORY;
	reader.recipe->residue = reader.recipe->missing = RECIPE_NONE;
	if (root->kind != DOCUMENT_MAPPING)
		diagnostics_error(diagnostics, "wrong-type", root->at,
				  "the recipe is %s, but must be a mapping that begins with `version: 1`",
				  document_kind_name(root->kind));
	else if (check_version(&reader, root))
		read_parts(&reader, root);
	enum status status = diagnostics_status(diagnostics);
	if (status == STATUS_OK)
		*recipe = reader.recipe;
	return status;
}

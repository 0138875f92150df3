/* Reads the typed recipe from its document.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_read.h"

#include "recipe/recipe_part.h"

#include <string.h>

/* The entry holds the sections. recipe_read() reads them in the order that their references need. */
struct root_entry {
	const char *title;
	struct entry session, vcas, print, verify; /* an entry has no value when the recipe does not have the
		   section */
};

/* Keeps the entry of a section until its turn comes. */
static void keep(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	*(struct entry *)(void *)((char *)target + entry->key->offset) = *entry;
}

static void read_title(struct reader *reader, const struct entry *entry, void *target)
{
	struct root_entry *root = target;
	if (!document_is_empty(entry->value))
		root->title = reader_text(reader, entry, "write a title");
}

/* Composing has read them, and tells what is wrong with them. */
static void read_variables(struct reader *reader, const struct entry *entry, void *target)
{
	(void)target;
	if (entry->value->kind == DOCUMENT_MAPPING)
		reader->recipe->variables = entry->value;
}

static const struct recipe_key rows[] = {
	{ .name = "version",
	  .help = "the version of the recipe language: `1`",
	  .shape = "version",
	  .needed = true,
	  .read = reader_skip },
	{ .name = "include",
	  .help = "a file, or a list of files, whose sections are joined with those of the recipe: see "
		  "\"Recipes in parts\"",
	  .shape = "files",
	  .otherwise = "none" },
	{ .name = "title", .help = "a text for the report", .shape = "text", .otherwise = "none", .read = read_title },
	{ .name = "session",
	  .help = "what holds for the whole render",
	  .kind = KEY_MAPPING,
	  .keys = &session_keys,
	  .otherwise = "all defaults",
	  .offset = offsetof(struct root_entry, session),
	  .read = keep },
	{ .name = "variables",
	  .help = "names for values, which `$NAME` stands for and `--set NAME=VALUE` sets: see \"Recipes in parts\"",
	  .shape = "variables",
	  .otherwise = "none",
	  .read = read_variables },
	{ .name = "defaults",
	  .help = "what holds for strips of a kind that do not say otherwise",
	  .kind = KEY_MAPPING,
	  .keys = &defaults_keys,
	  .otherwise = "none",
	  .read = reader_skip },
	{ .name = "tracks",
	  .help = "strips that have sources, by name",
	  .kind = KEY_NAMED,
	  .keys = &strip_keys[STRIP_TRACK],
	  .needed = true,
	  .read = reader_skip },
	{ .name = "buses",
	  .help = "strips that collect outputs, by name",
	  .kind = KEY_NAMED,
	  .keys = &strip_keys[STRIP_BUS],
	  .otherwise = "none",
	  .read = reader_skip },
	{ .name = "auxes",
	  .help = "strips that collect sends, by name",
	  .kind = KEY_NAMED,
	  .keys = &strip_keys[STRIP_AUX],
	  .otherwise = "none",
	  .read = reader_skip },
	{ .name = "outputs",
	  .help = "strips where sound leaves and is printed, by name",
	  .kind = KEY_NAMED,
	  .keys = &strip_keys[STRIP_OUTPUT],
	  .needed = true,
	  .read = reader_skip },
	{ .name = "vcas",
	  .help = "faders that move the faders of their members, by name",
	  .kind = KEY_NAMED,
	  .keys = &vca_keys,
	  .otherwise = "none",
	  .offset = offsetof(struct root_entry, vcas),
	  .read = keep },
	{ .name = "print",
	  .help = "what is printed, where, how",
	  .kind = KEY_MAPPING,
	  .keys = &print_keys,
	  .otherwise = "a mix of each output; stems if there are labels",
	  .offset = offsetof(struct root_entry, print),
	  .read = keep },
	{ .name = "verify",
	  .help = "limits that become verdicts",
	  .kind = KEY_MAPPING,
	  .keys = &verify_keys,
	  .otherwise = "what the formats allow",
	  .offset = offsetof(struct root_entry, verify),
	  .read = keep },
};

const struct recipe_keys root_keys = { .name = "recipe", .title = "key of a recipe", KEY_ROWS(rows) };

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
		const struct entry entry = entry_of("the recipe", "version", version->at, version);
		reader_wrong_type(reader, &entry, "1");
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
	const struct entry entry = entry_of("the recipe", "the recipe", root->at, root);
	reader_mapping(reader, &entry, &root_keys, &given);
	reader->recipe->title = given.title;
	recipe_read_session(reader, if_given(&given.session));
	if (!recipe_declare_strips(reader, root))
		return;
	recipe_read_strips(reader);
	recipe_check_marks(reader);
	recipe_read_vcas(reader, if_given(&given.vcas));
	recipe_read_print(reader, if_given(&given.print));
	recipe_read_verify(reader, if_given(&given.verify));
}

enum status recipe_read(const struct document_node *root, const char *recipe_path, const struct file_readers *files,
			struct arena *arena, struct diagnostics *diagnostics, struct recipe **recipe)
{
	*recipe = NULL;
	struct reader reader = { .arena = arena,
				 .diagnostics = diagnostics,
				 .recipe_path = recipe_path,
				 .files = files,
				 .table_bytes_left = TABLE_BYTES_MAXIMUM,
				 .recipe = ARENA_NEW(arena, struct recipe),
				 .sections = &root_keys,
				 .only_output = RECIPE_NONE };
	if (!reader.recipe)
		return STATUS_NO_MEMORY;
	reader.recipe->document = root;
	reader.recipe->residue = reader.recipe->missing = RECIPE_NONE;
	if (root->kind != DOCUMENT_MAPPING)
		diagnostics_error(diagnostics, "wrong-type", root->at,
				  "the recipe is %s, but must be a mapping that begins with `version: 1`",
				  document_kind_name(root->kind));
	else if (check_version(&reader, root))
		read_parts(&reader, root);
	*recipe = reader.recipe;
	return diagnostics_status(diagnostics);
}

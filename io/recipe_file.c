/* Reads a recipe from its file, with the fragments that it uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/recipe_file.h"

#include "io/fence.h"
#include "io/fragment_file.h"
#include "io/profile_file.h"
#include "io/table_file.h"
#include "io/tempo_file.h"
#include "io/yaml.h"
#include "recipe/compose.h"
#include "recipe/recipe_read.h"

static enum status read_tree(const struct document_node *root, const char *path, bool files,
			     const struct recipe_settings *settings, struct arena *arena,
			     struct diagnostics *diagnostics, struct recipe **recipe)
{
	struct fragment_library library = fragment_files(files);
	library.inside = fence_is_raised();
	const struct file_readers readers = { .tempo = tempo_file_read,
					      .table = table_file_read,
					      .inside = fence_is_raised() };
	const struct document_node *composed;
	if (!recipe_compose(root, path, &library, settings, arena, diagnostics, &composed))
		return diagnostics_status(diagnostics);
	enum status status = recipe_read(composed, path, files ? &readers : NULL, arena, diagnostics, recipe);
	if (status == STATUS_OK)
		status = profile_settle(*recipe, files, arena, diagnostics);
	if (status != STATUS_OK && status != STATUS_BAD_RECIPE)
		*recipe = NULL;
	return status;
}

enum status recipe_file_read(const char *path, const struct recipe_settings *settings, struct arena *arena,
			     struct diagnostics *diagnostics, struct recipe **recipe)
{
	struct document_node *root;
	*recipe = NULL;
	enum status status = yaml_read_file(path, TEXT_RECIPE, arena, diagnostics, &root);
	return status == STATUS_OK ? read_tree(root, path, true, settings, arena, diagnostics, recipe) : status;
}

static enum status read_bytes(const char *bytes, size_t length, const char *path, bool files, struct arena *arena,
			      struct diagnostics *diagnostics, struct recipe **recipe)
{
	struct document_node *root;
	*recipe = NULL;
	enum status status = yaml_read_bytes(bytes, length, arena, diagnostics, &root);
	if (status == STATUS_OK)
		status = read_tree(root, path, files, NULL, arena, diagnostics, recipe);
	return status;
}

enum status recipe_bytes_read(const char *bytes, size_t length, const char *path, struct arena *arena,
			      struct diagnostics *diagnostics, struct recipe **recipe)
{
	return read_bytes(bytes, length, path, false, arena, diagnostics, recipe);
}

enum status recipe_draft_read(const char *bytes, size_t length, const char *path, struct arena *arena,
			      struct diagnostics *diagnostics, struct recipe **recipe)
{
	return read_bytes(bytes, length, path, true, arena, diagnostics, recipe);
}

/* Reads a recipe whose fragments are texts in memory, for tests.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/fragment_texts.h"

#include "recipe/compose.h"
#include "recipe/recipe_read.h"

#include <string.h>

static bool read_text(const struct fragment_library *library, const char *name, uint32_t index, struct arena *arena,
		      struct diagnostics *diagnostics, struct document_node **root)
{
	struct fragment_texts *texts = (struct fragment_texts *)(uintptr_t)library; /* its first member */
	const struct origin origin = diagnostics_origin(diagnostics, index);
	*root = NULL;
	texts->reads++;
	for (size_t i = 0; i < texts->count; i++)
		if (origin.path && strcmp(texts->texts[i].path, origin.path) == 0) {
			size_t length = strlen(texts->texts[i].bytes);
			diagnostics_set_text(diagnostics, index, texts->texts[i].bytes, length);
			return yaml_read_tree(texts->texts[i].bytes, length, index, arena, diagnostics, root);
		}
	diagnostics_error(diagnostics, "no-fragment", origin.used_at, "no \"%s\"", name);
	return false;
}

enum status fragment_texts_read(struct fragment_texts *texts, const char *yaml, struct recipe_text *text)
{
	texts->library.read = texts->library.include = read_text;
	*text = (struct recipe_text){ .arena = arena_new() };
	if (!text->arena)
		return STATUS_NO_MEMORY;
	diagnostics_init(&text->diagnostics, text->arena, "songs/night.yaml");
	struct document_node *root;
	const struct document_node *composed;
	enum status status = yaml_read_bytes(yaml, strlen(yaml), text->arena, &text->diagnostics, &root);
	if (status != STATUS_OK)
		return status;
	if (!recipe_compose(root, "songs/night.yaml", &texts->library, texts->settings, text->arena, &text->diagnostics,
			    &composed))
		return diagnostics_status(&text->diagnostics);
	return recipe_read(composed, "songs/night.yaml", NULL, text->arena, &text->diagnostics, &text->recipe);
}

/* Reads recipes from text, for tests.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status recipe_text_read(const char *bytes, size_t length, struct recipe_text *text)
{
	*text = (struct recipe_text){ .arena = arena_new() };
	if (!text->arena)
		return STATUS_NO_MEMORY;
	diagnostics_init(&text->diagnostics, text->arena, "songs/night.yaml");
	return recipe_bytes_read(bytes, length, "songs/night.yaml", text->arena, &text->diagnostics, &text->recipe);
}

static const char *read_example(const char *path, size_t *length)
{
	static char bytes[8192];
	FILE *file = fopen(path, "rb");
	if (!file)
		abort();
	*length = fread(bytes, 1, sizeof bytes - 1, file);
	bytes[*length] = '\0';
	fclose(file);
	return bytes;
}

const char *recipe_text_example(size_t *length)
{
	return read_example(STEMPRINT_ROOT "/tests/core/recipe/night-drive.yaml", length);
}

const char *recipe_text_presets(size_t *length)
{
	return read_example(STEMPRINT_ROOT "/tests/core/recipe/presets.yaml", length);
}

void recipe_text_release(struct recipe_text *text)
{
	arena_free(text->arena);
	*text = (struct recipe_text){ 0 };
}

const struct recipe_strip *recipe_text_strip(const struct recipe_text *text, const char *name)
{
	for (size_t i = 0; i < text->recipe->strip_count; i++)
		if (strcmp(text->recipe->strips[i].name, name) == 0)
			return &text->recipe->strips[i];
	fprintf(stderr, "no strip \"%s\"\n", name);
	abort();
}

/* stemprint tests: a recipe from text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_RECIPE_TEXT_H
#define STEMPRINT_TESTS_RECIPE_TEXT_H

#include "io/recipe_file.h"
#include "io/yaml.h"
#include "recipe/recipe.h"

struct recipe_text {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct recipe *recipe; /**< after BAD_RECIPE what could be read of it (recipe_file.h), or NULL */
};

/** Reads the typed recipe from bytes, as "songs/night.yaml". The caller always releases the text. */
enum status recipe_text_read(const char *bytes, size_t length, struct recipe_text *text) MUST_CHECK;

/** Returns an example that uses every section. Its bytes stay until the next call of this or the next function. */
const char *recipe_text_example(size_t *length);

/** Returns an example that uses presets in every way. Its bytes replace those of the other example. */
const char *recipe_text_presets(size_t *length);

void recipe_text_release(struct recipe_text *text);

/** Returns the strip of that name. The test fails when there is none. */
const struct recipe_strip *recipe_text_strip(const struct recipe_text *text, const char *name);

#endif

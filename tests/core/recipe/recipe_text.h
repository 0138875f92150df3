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
	struct recipe *recipe; /**< NULL unless the status is OK */
};

/** From bytes to the typed recipe, as "songs/night.yaml". Always to be released. */
enum status recipe_text_read(const char *bytes, size_t length, struct recipe_text *text) MUST_CHECK;

/** The design's example, whose processors exist. */
const char *recipe_text_example(size_t *length);

/** One that uses presets in every way. The same room: not for both at once. */
const char *recipe_text_presets(size_t *length);

void recipe_text_release(struct recipe_text *text);

/** The strip of that name; fails the test when there is none. */
const struct recipe_strip *recipe_text_strip(const struct recipe_text *text, const char *name);

#endif

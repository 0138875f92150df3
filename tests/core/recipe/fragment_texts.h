/* stemprint tests: a recipe whose fragments stand in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FRAGMENT_TEXTS_H
#define STEMPRINT_TESTS_FRAGMENT_TEXTS_H

#include "core/recipe/recipe_text.h"
#include "recipe/fragment.h"
#include "recipe/variable.h"

/** This is a file; its path is "songs/parts/glue.yaml" or similar. */
struct fragment_text {
	const char *path;
	const char *bytes;
};

struct fragment_texts {
	struct fragment_library library;
	const struct fragment_text *texts;
	size_t count;
	size_t reads; /**< how often one was asked for */
	const struct recipe_settings *settings; /**< NULL: there are none */
};

/** Reads "songs/night.yaml" with those files around it, and without the fragments that come with stemprint. The caller
    always releases the text. */
enum status fragment_texts_read(struct fragment_texts *texts, const char *yaml, struct recipe_text *text) MUST_CHECK;

#endif

/* Lists the texts that a recipe is made of, with their hashes: the recipe, its fragments, profiles and tables.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_TEXT_INPUTS_H
#define STEMPRINT_CMD_JOB_TEXT_INPUTS_H

#include "base/diagnostic.h"
#include "io/file_hash.h"
#include "recipe/recipe.h"

#include <stddef.h>

struct text_input {
	const char *role; /**< "recipe", "include", "fragment", "profile" or "table" */
	const char *file; /**< as the recipe writes it; the recipe itself has its own name */
	const char *path;
	struct file_hash hash; /**< of the bytes that were read */
};

struct text_inputs {
	struct text_input *items; /**< the recipe comes first */
	size_t count;
	enum hash_kind kind; /**< of their hashes */
};

/** Lists the texts of a recipe that has just been read, which its diagnostics know. The list belongs to their arena.
   Where a file has changed since then, its hash is that of the text that was read. Returns OK or NO_MEMORY; BAD_RECIPE
   or LIMIT with a diagnostic when a file cannot be read again. */
enum status text_inputs_find(const struct recipe *recipe, enum hash_kind kind, struct diagnostics *texts,
			     struct text_inputs *inputs) MUST_CHECK;

#endif

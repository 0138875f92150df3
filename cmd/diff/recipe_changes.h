/* Compares two recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DIFF_RECIPE_CHANGES_H
#define STEMPRINT_CMD_DIFF_RECIPE_CHANGES_H

#include "cmd/exit_code.h"
#include "cmd/setting_options.h"
#include "recipe/document_change.h"
#include "verify/comparison.h"

/** Reads both recipes with all that they take from other files, and compares what they ask for. Each has values for its
    variables. What is wrong with one of them is printed. The changes come from the arena. Returns EXIT_WELL, or the
   code of the recipe that cannot be read. */
enum exit_code recipe_changes_find(const char *const paths[COMPARISON_SIDES],
				   const struct setting_options settings[COMPARISON_SIDES], struct arena *arena,
				   struct document_changes *changes) MUST_CHECK;

#endif

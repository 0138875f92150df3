/* stemprint tests: what `check` would say of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_WRONG_TEXT_H
#define STEMPRINT_TESTS_WRONG_TEXT_H

#include "base/status.h"
#include "base/text.h"

/** Reads the recipe and runs all checks that need no audio file: YAML, typed recipe, graph and lints. Appends the
 * diagnostics in the order of their locations, without colour, with the name of the file and without its folder.
 * Sources count as stereo when their name holds "-stereo", else as mono. */
enum status wrong_text(const char *path, struct text *out) MUST_CHECK;

#endif

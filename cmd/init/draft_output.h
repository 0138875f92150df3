/* Decides where a drafted recipe goes, and writes it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INIT_DRAFT_OUTPUT_H
#define STEMPRINT_CMD_INIT_DRAFT_OUTPUT_H

#include "base/diagnostic.h"
#include "base/text.h"

struct draft_output {
	const char *path; /**< of the recipe; for standard output it is a name in the present folder */
	const char *folder; /**< the real path of the folder that it stands in */
	const char *title; /**< of the recipe, after the folder of the files */
	bool to_standard_output;
	bool force; /**< a recipe that `init` wrote may be replaced */
};

/** Fills in the path: that of -o, or NULL, and else NAME.yaml in the folder NAME, or mix.yaml for files. `first` is
    the first argument of the command. Checks that nothing stands there. Returns OK, NO_MEMORY, or BAD_OUTPUT with a
    diagnostic. */
enum status draft_output_find(struct draft_output *output, const char *given, const char *first,
			      struct diagnostics *diagnostics) MUST_CHECK;

/** Writes the recipe. Returns OK, NO_MEMORY, or BAD_OUTPUT or LIMIT with a diagnostic. */
enum status draft_output_write(const struct draft_output *output, const struct text *text,
			       struct diagnostics *diagnostics) MUST_CHECK;

#endif

/* Fills a template with a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INIT_TEMPLATE_FILE_H
#define STEMPRINT_CMD_INIT_TEMPLATE_FILE_H

#include "draft/draft_text.h"
#include "draft/house_style.h"

struct template_file {
	const char *path; /**< as given; NULL: there is no template */
	struct diagnostics diagnostics; /**< about its text */
	struct house_style style;
};

/** Reads the template, and refuses a recipe that would be written over it: BAD_RECIPE, with messages that are printed.
    Does nothing without a template. */
enum status template_file_read(struct template_file *file, const char *path, const char *output,
			       struct arena *arena) MUST_CHECK;

/** Appends the recipe, and reads it as `render` will from the file `output`. Returns BAD_RECIPE where it has errors.
    Messages are printed. */
enum status template_file_fill(struct template_file *file, const struct draft *draft,
			       const struct draft_heading *heading, const char *output, struct text *out) MUST_CHECK;

#endif

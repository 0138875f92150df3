/* stemprint: a list of the presets that come with stemprint, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FRAGMENT_TEXT_H
#define STEMPRINT_REPORT_FRAGMENT_TEXT_H

#include "base/text.h"
#include "recipe/fragment.h"

/** One row of the list. The caller owns both members. */
struct fragment_row {
	const char *name; /**< the name after `use` */
	struct fragment fragment; /**< its title and its parameters */
};

/** Appends one entry for each row: the name, the title, and the parameters. Parameters that the recipe must give have
    only their name; the others have their default. Lines are as wide as the text (text->width). When out of
    memory, the function sets text->failed. */
void fragment_list_text(const struct fragment_row *rows, size_t count, struct text *text);

#endif

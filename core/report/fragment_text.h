/* stemprint: what fragments there are, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FRAGMENT_TEXT_H
#define STEMPRINT_REPORT_FRAGMENT_TEXT_H

#include "base/text.h"
#include "recipe/fragment.h"

struct fragment_row {
	const char *name;
	struct fragment fragment;
};

/** Appends a line for each: name, title, and the parameters: those that must be given by name, the others with their
   defaults. Lines hold at most 100 columns. */
void fragment_list_text(const struct fragment_row *rows, size_t count, struct text *text);

#endif

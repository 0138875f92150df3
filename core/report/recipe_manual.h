/* Writes the manual page of the recipe language.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_RECIPE_MANUAL_H
#define STEMPRINT_REPORT_RECIPE_MANUAL_H

#include "base/text.h"

/** Appends what a recipe may hold, as roff: every key from the tables that read it, and every processor. The head of
   the page is the caller's. */
void recipe_manual_append(struct text *out);

#endif

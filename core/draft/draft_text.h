/* stemprint: a draft as the text of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_TEXT_H
#define STEMPRINT_DRAFT_DRAFT_TEXT_H

#include "base/text.h"
#include "draft/draft.h"

/** The first bytes of every recipe that `init` writes. They show whose it is. */
#define DRAFT_MARK "# Made by `stemprint init`"

/** What a text needs beside the draft. */
struct draft_heading {
	const char *title; /**< of the recipe, UTF-8 */
	const char *recipe; /**< the name of its file, UTF-8, for the command in its first lines */
	/** The recipe is for a trial render, whose `normalise` hears what comes into the master. */
	bool trial;
};

/** Appends the whole recipe: sections for session, tracks, buses, auxes, outputs, print and verify, with comments. */
void draft_text_append(const struct draft *draft, const struct draft_heading *heading, struct text *out);

/** Appends the first lines: the mark, what the recipe is, how it is rendered. */
void draft_text_append_head(const struct draft *draft, const struct draft_heading *heading, struct text *out);

/** Appends the source of a track, as a value in one line. */
void draft_text_append_source(const struct draft *draft, const struct draft_file *file, struct text *out);

/** Returns the trim of a track: that of the draft, and what the gain of its source takes away. */
double draft_text_trim_db(const struct draft *draft, const struct draft_file *file);

/** Appends comments for the files that are not in the mix, each with its reason. */
void draft_text_append_others(const struct draft *draft, struct text *out);

#endif

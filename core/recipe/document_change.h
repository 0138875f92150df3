/* stemprint: what has changed between two trees of text.
   SPDX-License-Identifier: GPL-3.0-or-later

   Keys of mappings are compared by name. Items of lists are matched by what names them: the text of a value, the key of
   a mapping with one key (an insert), or the value of `name`, `path`, `file`, `to` or `type`. Of the matches the
   longest one in order counts (a longest common subsequence), so that an insert that is put in front moves none of the
   others. */
#ifndef STEMPRINT_RECIPE_DOCUMENT_CHANGE_H
#define STEMPRINT_RECIPE_DOCUMENT_CHANGE_H

#include "base/status.h"
#include "recipe/document.h"

/** One change. */
struct document_change {
	const char *where; /**< "tracks.kick.inserts[compressor].threshold"; items with equal names have a number, from
			      2 on: "inserts[eq 2]" */
	const char *old_value, *new_value; /**< as one line, cut after 60 characters; NULL: it is not there */
};

struct document_changes {
	struct document_change *items; /**< [count] in the order of the new tree, as far as it goes */
	size_t count, capacity;
};

/** Compares two trees. All comes from the arena. Returns NO_MEMORY, or LIMIT when there are more than a million
    changes. */
enum status document_changes_find(const struct document_node *old_root, const struct document_node *new_root,
				  struct arena *arena, struct document_changes *changes) MUST_CHECK;

#endif

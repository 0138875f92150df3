/* stemprint: whether a text shows by its own keys that it is a recipe, a fragment, a profile, a table or a report.
   SPDX-License-Identifier: GPL-3.0-or-later

   A recipe may name any file as its fragment, its profile or its table, and messages go into public logs. So nothing of
   a text may stand in a message before the text has shown what it is. The keys at its top show it: a file of passwords,
   an environment, a private key or the settings of another program has others. */
#ifndef STEMPRINT_RECIPE_TEXT_KIND_H
#define STEMPRINT_RECIPE_TEXT_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum text_kind {
	TEXT_RECIPE,
	TEXT_FRAGMENT,
	TEXT_PROFILE,
	TEXT_TEMPO_TABLE, /**< the changes of a tempo map */
	TEXT_POINT_TABLE, /**< the points of a curve */
	TEXT_REPORT, /**< the JSON of one report */
};

/** The evidence counts the keys at the top of a text, up to its first error. All zero means none yet. */
struct text_evidence {
	size_t known; /**< keys of that kind, and words that are nearly such a key */
	size_t telling; /**< those of them that texts of other programs do not have */
	size_t unknown;
	bool versioned; /**< one of them is `version` */
	bool whole; /**< the caller sets it when the text has no error of syntax */
};

void text_evidence_add(struct text_evidence *evidence, enum text_kind kind, const char *key);

/** Returns whether a text with these keys is of that kind, so that messages may show its lines. More keys must be known
    than unknown, and one of them must be telling. A recipe that has no strip yet needs `version` and another key; a
   table needs two known columns. */
bool text_evidence_suffices(const struct text_evidence *evidence, enum text_kind kind);

/** Names the kind: "recipe", "fragment", "profile", "table", "report". */
const char *text_kind_name(enum text_kind kind);

/** Returns how to mend a text that does not show its kind: "name a file with ...". */
const char *text_kind_remedy(enum text_kind kind);

#endif

/* stemprint: a piece of a strip that recipes use by name.
   SPDX-License-Identifier: GPL-3.0-or-later

   A fragment is a mapping: keys of a strip, and beside them `title`, `description`, `source` (where its values were published) and
   `parameters`, which stand in it as plain `$NAME`. */
#ifndef STEMPRINT_RECIPE_FRAGMENT_H
#define STEMPRINT_RECIPE_FRAGMENT_H

#include "recipe/document.h"

#include <stdbool.h>
#include <stddef.h>

enum { FRAGMENT_PARAMETERS_MAXIMUM = 32, FRAGMENT_KEYS_MAXIMUM = 64 };

struct fragment_parameter {
	const char *name;
	const char *help; /**< NULL if there is none */
	const struct document_node *fallback; /**< its default, a single value; NULL: it must be given */
};

struct fragment {
	const char *title, *description, *source; /**< NULL where not given */
	struct fragment_parameter parameters[FRAGMENT_PARAMETERS_MAXIMUM];
	size_t parameter_count;
	const struct document_node *strip; /**< a mapping: the keys of a strip, `use` among them */
};

/** Where fragments come from. */
struct fragment_library {
	const char *const *names; /**< of those that come with stemprint */
	size_t name_count;
	/** Reads one: the file that the origin has a path of, else the one of that name, which is among `names`. Its places are to be of that
	    origin, and its bytes are set there. False after an error, which is told: in its text, or where it is used. *root may be NULL. */
	bool (*read)(const struct fragment_library *library, const char *name, uint32_t origin, struct arena *arena,
		     struct diagnostics *diagnostics, struct document_node **root);
};

/** The fragment that a tree holds. What is wrong goes into the diagnostics, and the fragment has the rest. `at` is its text, for errors that
    have no place in it; `name` is for messages. False when nothing of it can be used. */
bool fragment_read(const struct document_node *root, const char *name, struct position at, struct arena *arena,
		   struct diagnostics *diagnostics, struct fragment *fragment);

/** The index of the parameter that a node stands for; SIZE_MAX when it stands for itself, or for none that there is. */
size_t fragment_parameter_of(const struct fragment *fragment, const struct document_node *node);

#endif

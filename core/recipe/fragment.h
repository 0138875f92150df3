/* stemprint: a piece of a strip that recipes use by name.
   SPDX-License-Identifier: GPL-3.0-or-later

   A fragment is a mapping: keys of a strip, and beside them `title`, `description`, `source` (where its values were
   published) and `parameters`, which stand in it as plain `$NAME`. */
#ifndef STEMPRINT_RECIPE_FRAGMENT_H
#define STEMPRINT_RECIPE_FRAGMENT_H

#include "recipe/document.h"

#include <stdbool.h>
#include <stddef.h>

enum { FRAGMENT_PARAMETERS_MAXIMUM = 32, FRAGMENT_KEYS_MAXIMUM = 64 };

/** A parameter is a name that a use of the fragment gives a value, and that stands in the fragment as `$NAME`. */
struct fragment_parameter {
	const char *name; /**< without the dollar */
	const char *help; /**< the help text; NULL if there is none */
	const struct document_node *fallback; /**< its default, a single value; NULL means that the use must give
		     one */
};

/** This is a fragment as it was read. It belongs to the arena of its document. */
struct fragment {
	const char *title, *description, *source; /**< each is NULL where it is not given */
	struct fragment_parameter parameters[FRAGMENT_PARAMETERS_MAXIMUM];
	size_t parameter_count; /**< at most FRAGMENT_PARAMETERS_MAXIMUM */
	const struct document_node *strip; /**< a mapping with the keys of a strip, `use` among them */
};

/** The files of a folder, without those whose names begin with a dot, sorted by their names, byte by byte. */
struct folder_files {
	const char *const *names; /**< [count] those that a pattern means; no folder is among them */
	size_t count;
	const char *const *others; /**< [other_count] the rest */
	size_t other_count;
};

/** A library says where fragments come from. */
struct fragment_library {
	bool inside; /**< the recipe is untrusted: the files of its fragments must lie in its own folder */
	const char *const *names; /**< the names of the fragments that come with stemprint */
	size_t name_count;
	/** Reads one fragment: the file when the origin has a path, or else the fragment of that name, which is
	    among `names`. Its locations get that origin, and the function sets its bytes there. Returns false after
	    an error, which the function reports in the fragment's text, or where it is used. *root may be NULL. */
	bool (*read)(const struct fragment_library *library, const char *name, uint32_t origin, struct arena *arena,
		     struct diagnostics *diagnostics, struct document_node **root);
	/** Reads a part of the recipe that `include` names, in the same way. */
	bool (*include)(const struct fragment_library *library, const char *name, uint32_t origin, struct arena *arena,
			struct diagnostics *diagnostics, struct document_node **root);
	/** Lists the files of a folder that a pattern means (base/wildcard.h). All memory is the arena's. Returns false
	    after an error, which the function reports at that location. */
	bool (*match)(const struct fragment_library *library, const char *folder, const char *pattern,
		      struct location at, struct arena *arena, struct diagnostics *diagnostics,
		      struct folder_files *files);
};

/** Reads the fragment that a tree holds. Errors go into the diagnostics, and the fragment has the rest. `at` is the
    location of its text, for errors that have no location in it; `name` is for messages. Returns false when nothing
    of the fragment can be used. */
bool fragment_read(const struct document_node *root, const char *name, struct location at, struct arena *arena,
		   struct diagnostics *diagnostics, struct fragment *fragment);

/** Returns the index of the parameter that a node stands for, or SIZE_MAX when it stands for itself, or for an
    unknown parameter. */
size_t fragment_parameter_of(const struct fragment *fragment, const struct document_node *node);

#endif

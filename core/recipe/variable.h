/* stemprint: the variables of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later

   `variables: { NAME: VALUE }` gives names to single values, and a plain `$NAME` anywhere in the recipe stands for one,
   as a whole value. Without that section `$NAME` is text as any other. A fragment has parameters of its own instead. */
#ifndef STEMPRINT_RECIPE_VARIABLE_H
#define STEMPRINT_RECIPE_VARIABLE_H

#include "recipe/reader.h"

enum { VARIABLES_MAXIMUM = 256 };

/** A value that the command line gives a variable. */
struct recipe_setting {
	const char *name;
	const char *value; /**< UTF-8 in one line */
};

struct recipe_settings {
	const struct recipe_setting *items; /**< all names are different */
	size_t count;
};

/** Puts the values in for `$NAME`, those of the settings (which may be NULL) before those of the recipe. `variables`
    then holds the values that count. An unknown name, and a variable without a value, are errors; the tree leaves out
    what stands there. */
void recipe_put_variables(struct reader *reader, const struct recipe_settings *settings,
			  const struct document_node **root);

#endif

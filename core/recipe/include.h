/* stemprint: the files that a recipe includes.
   SPDX-License-Identifier: GPL-3.0-or-later

   `include: [FILE...]` stands at the top of a recipe, and at the top of an included file. What the files hold stands
   before what the file holds that includes them, in the order of the list. A file is included once, however many files
   name it. */
#ifndef STEMPRINT_RECIPE_INCLUDE_H
#define STEMPRINT_RECIPE_INCLUDE_H

#include "recipe/fragment.h"
#include "recipe/reader.h"

/** A recipe that passes one of these limits has an error "include-limit". */
enum {
	INCLUDE_DEPTH_MAXIMUM = 8, /**< files that include files */
	INCLUDE_FILES_MAXIMUM = 64, /**< different files */
};

/** Joins the files that *root includes with it (part_join.h), and takes `include` out. The tree stays as it is without
    any. Returns false when a file cannot be read or stands in a circle: what is missing then would be told as errors in
    the rest. */
bool recipe_include(struct reader *reader, const struct fragment_library *library, const struct document_node **root);

#endif

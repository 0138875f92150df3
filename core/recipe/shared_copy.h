/* stemprint: a part of a recipe that holds for several strips.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_SHARED_COPY_H
#define STEMPRINT_RECIPE_SHARED_COPY_H

#include "recipe/reader.h"

/** Returns a copy whose locations are shared, so that what is wrong in it is told once. A part that nests more than 128
    deep, which is an error elsewhere, stays as it is, and so does all of it when out of memory. */
const struct document_node *shared_copy(struct reader *reader, const struct document_node *node);

#endif

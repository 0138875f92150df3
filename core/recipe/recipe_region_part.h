/* stemprint: reads the parts that a region is joined from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_REGION_PART_H
#define STEMPRINT_RECIPE_RECIPE_REGION_PART_H

#include "recipe/reader.h"

/** Reads `parts` of a region, and reports parts that cannot be joined. The region must have its other keys; `where`
    names it in messages. */
void recipe_read_region_parts(struct reader *reader, const struct entry *entry, const char *where,
			      struct recipe_region *region);

/** Returns how long a region with parts is, s; INFINITY: to the end of the files. */
double recipe_region_parts_seconds(const struct recipe_region *region);

#endif

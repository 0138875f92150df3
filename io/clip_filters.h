/* stemprint: the filters by which clips of another rate or speed are read, each made once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CLIP_FILTERS_H
#define STEMPRINT_IO_CLIP_FILTERS_H

#include "dsp/sinc_filter.h"
#include "graph/clip_list.h"

struct clip_filter;

/** All zero, with an arena, is an empty list. */
struct clip_filters {
	struct arena *arena; /**< the filters belong to it */
	struct clip_filter *first;
};

/** Returns whether a clip hears the samples of its file as they are, and needs no filter. */
bool clip_part_is_straight(const struct clip_part *part);

/** Returns the filter of a part that is not straight, or NULL when out of memory. Few filters serve all parts. */
const struct sinc_filter *clip_filters_find(struct clip_filters *filters, const struct clip_part *part);

#endif

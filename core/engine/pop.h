/* stemprint: the pops of a film.
   SPDX-License-Identifier: GPL-3.0-or-later

   A pop is a tone of one video frame, so many frames before the first frame of action (the 2-pop) or after the last one
   (the tail pop). Each begins and ends at the nearest sample. */
#ifndef STEMPRINT_ENGINE_POP_H
#define STEMPRINT_ENGINE_POP_H

#include "recipe/recipe.h"

/** Writes frames of the session with both pops of a source. */
void pop_render(const struct recipe_generator *generator, double sample_rate, double *column, uint64_t position,
		size_t frames);

#endif

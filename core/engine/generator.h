/* Makes sources that are computed.
   SPDX-License-Identifier: GPL-3.0-or-later

   Tones, sweeps, noise and impulses serve to calibrate and to test. Every sample follows from its own number (noise:
   from all numbers before it), so nothing drifts, and the bits are the same on every CPU and for every division into
   blocks. */
#ifndef STEMPRINT_ENGINE_GENERATOR_H
#define STEMPRINT_ENGINE_GENERATOR_H

#include "base/arena.h"
#include "engine/source.h"
#include "recipe/recipe.h"

/** Returns the signal that a source of a recipe generates (its kind is not GENERATOR_NONE). `seed` is for its noise,
    as stream_key() makes it; the noise of every channel is independent. The source lives in the arena; its free()
    does nothing. NULL when out of memory. */
struct source *generator_new(const struct recipe_source *from, double sample_rate, uint64_t seed, struct arena *arena);

#endif

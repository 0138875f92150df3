/* Folds a sound onto its start, so that it becomes a loop without a seam.
   SPDX-License-Identifier: GPL-3.0-or-later

   Frame f of a loop of L frames is x[f] + x[f + L] + x[f + 2 L] + ..., added in this order. What rings on after the end
   of the loop sounds at its start, as it would if the loop had been played before. */
#ifndef STEMPRINT_ENGINE_FOLDED_SOUND_H
#define STEMPRINT_ENGINE_FOLDED_SOUND_H

#include "engine/stored_sound.h"

/** Makes the loop of `frames` frames, 1 or more, of a sound, which stays the caller's and outlives it. All memory comes
    from the arena. NULL when out of memory. */
struct stored_sound *folded_sound_new(struct stored_sound *sound, uint64_t frames, struct arena *arena);

/** Returns how many parts of a sound with `total` frames come to lie on one another in such a loop. */
static inline uint64_t folded_sound_layers(uint64_t total, uint64_t frames)
{
	return total == 0 ? 1 : (total - 1) / frames + 1;
}

#endif

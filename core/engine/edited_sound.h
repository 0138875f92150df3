/* Makes a sound of exact length from parts of another one.
   SPDX-License-Identifier: GPL-3.0-or-later

   The parts play one after the other. A crossfade ends where the later part begins: there the later part has its full
   level, so that a downbeat at its start keeps its attack. It sounds from before its start on, and fades in, while the
   earlier part fades out. The fades at both ends of the whole come after that.

   All of this is gain and addition, with the same gains for every print. So stems that are edited add up to the mix
   that is edited. */
#ifndef STEMPRINT_ENGINE_EDITED_SOUND_H
#define STEMPRINT_ENGINE_EDITED_SOUND_H

#include "dsp/fade.h"
#include "engine/stored_sound.h"

/** A fade at one end. At frame n of N frames of a fade-in, x of fade_gain() is n / N. In a fade-out it is (N - n) / N.
 */
struct edit_fade {
	uint64_t frames; /**< 0 means none */
	enum fade_shape shape;
};

/** A part of the sound, and where it plays. */
struct edit_part {
	uint64_t from; /**< its first frame in the sound; not less than its crossfade */
	uint64_t at; /**< where it begins in the edit: the first part at 0, each other one where the one before ends */
	uint64_t frames; /**< its length, without its crossfade */
	struct edit_fade
		crossfade; /**< before its start; not longer than the part before it; none for the first part */
};

/** An edit. */
struct edit {
	const struct edit_part *parts;
	size_t part_count; /**< 1 or more */
	uint64_t frames; /**< the sum of the lengths of the parts */
	struct edit_fade fade_in, fade_out; /**< neither is longer than `frames` */
};

/** Makes the edit of a sound, which stays the caller's, like the edit, and outlives it. Where a part goes on after the
    end of the sound there is silence. All memory comes from the arena. NULL when out of memory. */
struct stored_sound *edited_sound_new(struct stored_sound *sound, const struct edit *edit, struct arena *arena);

/** Returns how many parts sound at once at most: 1, or 2 with a crossfade. */
size_t edit_layers(const struct edit *edit);

#endif

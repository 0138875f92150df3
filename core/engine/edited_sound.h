/* Joins parts of a sound into another version of it, with crossfades between them and fades at both ends.
   SPDX-License-Identifier: GPL-3.0-or-later

   A crossfade of c frames ends where its part begins: the part before it fades out over its last c frames, and the c
   frames of the sound before the part fade in. So the part is at its full level on its first frame, and the version is
   as long as its parts together. In frame k of the crossfade x is k / c for what comes in, and (c - k) / c for what
   goes out. The fades at the ends do the same over all that is there: x of a fade-in of N frames is n / N at its frame
   n, and x of a fade-out is n / N where n frames are left. (dsp/fade.h has the gains over x.)

   The gains are the same for every sound, so that sounds which add up to another one still do afterwards. */
#ifndef STEMPRINT_ENGINE_EDITED_SOUND_H
#define STEMPRINT_ENGINE_EDITED_SOUND_H

#include "dsp/fade.h"
#include "engine/stored_sound.h"

struct edit_fade {
	uint64_t frames; /**< 0: none */
	enum fade_shape shape;
};

/** A part of the sound. */
struct edit_part {
	uint64_t from; /**< its first frame in the sound; the sound is silent after its end */
	uint64_t at; /**< its first frame in the version: where the part before ends */
	uint64_t frames; /**< 1 or more */
	struct edit_fade crossfade; /**< at most as long as the part before, and as `from`; none in the first part */
};

struct edit {
	const struct edit_part *parts; /**< [part_count] in the order in which they sound */
	size_t part_count; /**< 1 or more */
	uint64_t frames; /**< the length of the version: that of all parts */
	struct edit_fade fade_in, fade_out; /**< each at most as long as the version */
};

/** Makes the version of a sound, which stays the caller's and outlives it, as does the edit. All memory comes from the
    arena. NULL when out of memory. */
struct stored_sound *edited_sound_new(struct stored_sound *sound, const struct edit *edit, struct arena *arena);

/** Returns how many frames of the sound lie on one another at most in the version: 2 with crossfades. */
size_t edit_layers(const struct edit *edit);

#endif

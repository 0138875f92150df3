/* Declares the interface of sound that can be read anywhere, again and again.
   SPDX-License-Identifier: GPL-3.0-or-later

   io implements it over intermediates on the disk. A folded sound and an edited sound are made of others. */
#ifndef STEMPRINT_ENGINE_STORED_SOUND_H
#define STEMPRINT_ENGINE_STORED_SOUND_H

#include "base/arena.h"
#include "base/status.h"
#include "engine/source.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

/** The most frames that are read at once. */
enum { STORED_SOUND_FRAMES = 4096 };

/** A sound of which all frames are there. One thread at a time uses it. */
struct stored_sound {
	double sample_rate; /**< Hz */
	size_t channels; /**< 1 or more */
	uint64_t frames; /**< the length */

	/** Reads up to STORED_SOUND_FRAMES frames from frame `first` on. Frames past the end are zeros. */
	enum status (*read)(struct stored_sound *sound, uint64_t first, double *const *columns, size_t frames);

	const char *name; /**< for messages */
	const char *problem; /**< set after a failure: lower case, without the name; the sound owns it */
};

/** Makes a source that reads the sound from its first frame on, in blocks of any length, and can be rewound. The arena
   owns the source; its free() does nothing. NULL when out of memory. */
struct source *stored_sound_source(struct stored_sound *sound, struct arena *arena);

/** Returns the linear peak of all that such a source has read since it was made or rewound. */
double stored_sound_peak(const struct source *source);

/** Returns the linear peak of `frames` frames from frame `first` on, in *peak. *stop ends the reading with INTERRUPTED
    when it becomes nonzero; `stop` may be NULL. */
enum status stored_sound_find_peak(struct stored_sound *sound, uint64_t first, uint64_t frames, struct arena *arena,
				   const volatile sig_atomic_t *stop, double *peak) MUST_CHECK;

/** Makes columns of STORED_SOUND_FRAMES frames. NULL when out of memory. */
double **stored_sound_columns(struct arena *arena, size_t channels);

#endif

/* stemprint tests: clips computed by the formulas of the reference, with no code of the program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CLIP_REFERENCE_H
#define STEMPRINT_TESTS_CLIP_REFERENCE_H

#include "support/sound.h"

#include <stdbool.h>

struct reference_clip {
	const struct sound *sound; /**< the file at 48 kHz; NULL means the tone (clip_files.h) */
	const char *mode;
	long start; /**< frames of the session, as are the next three */
	long from, to;
	long loop; /**< 0: none; the tone has none */
	bool reverse, inverted, mute;
	double rate; /**< 1 for files at 48 kHz */
	double gain_db;
	long fade_in, fade_out; /**< frames */
	const char *fade_in_shape, *fade_out_shape;
};

/** Returns how many frames of the session the clip lasts. */
long reference_frames(const struct reference_clip *clip);

/** Adds a clip to a stereo track of `frames` interleaved frames. */
void reference_add(const struct reference_clip *clip, double *track, long frames);

/** Returns the gain of a fade at x, by the table of the reference. */
double reference_fade(const char *shape, double x);

#endif

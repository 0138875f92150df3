/* Plays a source earlier or later, by fractions of a frame too, and by another clock.
   SPDX-License-Identifier: GPL-3.0-or-later

   Frame n is `gain` times the value of the source at position + n * step, read by a sinc of 128 taps under a Kaiser
   window (dsp/sinc_filter.h). At whole positions it is the sample itself. Before its first and after its last frame the
   source is silent. The bits depend on nothing but the source and these numbers. */
#ifndef STEMPRINT_ENGINE_ALIGNED_SOURCE_H
#define STEMPRINT_ENGINE_ALIGNED_SOURCE_H

#include "engine/source.h"

/** The place of frame 0 in the source, and how the place moves. */
struct aligned_source_settings {
	double position; /**< frames; a negative one begins with silence */
	double step; /**< frames; 0.999 to 1.001 */
	double gain; /**< linear */
	bool borrowed; /**< the source stays the caller's */
};

/** Returns a source that plays `from`, which stands at its first frame. Unless it is borrowed, it belongs to the new
   source from now on, on failure too. The new source outlasts the session. NULL when out of memory. */
struct source *aligned_source_new(struct source *from, const struct aligned_source_settings *settings);

#endif

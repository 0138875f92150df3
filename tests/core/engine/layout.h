/* stemprint tests: the operations of a recipe, as workers share them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_LAYOUT_H
#define STEMPRINT_TESTS_LAYOUT_H

#include "engine/dependence.h"
#include "support/rendering.h"

/** The frames of each source. */
enum { LAYOUT_FRAMES = 20000 };

/** The operations of a recipe cut for some workers, and what they need. The rendering's arena has them. */
struct layout {
	struct rendering rendering;
	struct operations operations;
	struct pipeline_task *needs;
};

/** Lays out a recipe, whose sources are layout_noise(), for that many workers; 0: only the caller works. `block` is the
    longest block; 0: the engine chooses. The caller calls rendering_release(). */
struct layout layout_of(const char *yaml, size_t workers, size_t block);

/** A rendering_fill: noise of -12 dBFS, by the first letter of the name. */
void layout_noise(const char *name, double *const *columns, size_t channels, size_t frames);

#endif

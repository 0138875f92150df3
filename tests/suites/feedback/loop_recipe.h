/* stemprint tests: recipes with loops.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_LOOP_RECIPE_H
#define STEMPRINT_TESTS_LOOP_RECIPE_H

#include "support/rendering.h"

enum { LOOP_RECIPE_FRAMES = 6000 };

/** Fills sources: "impulse*" is one impulse in frame 100; all others are noise. */
void loop_recipe_fill(const char *name, double *const *columns, size_t channels, size_t frames);

/** A render of LOOP_RECIPE_FRAMES frames from those sources. */
extern const struct rendering_options loop_recipe_options;

/** Renders the recipe. The test fails when it is refused. */
struct rendering loop_recipe_render(const char *yaml, const struct rendering_options *options);

/** Fails unless the recipe is refused with a first message that holds `words`. */
void loop_recipe_refused(const char *yaml, const char *words);

/** Returns the sound of a source, followed by silence up to `frames`. The caller frees it. */
double *loop_recipe_source(const char *name, size_t frames);

/** Returns zeros. The caller frees them. */
double *loop_recipe_samples(size_t frames);

double loop_recipe_gain(double decibels);

/** Returns how far a channel is from what is expected. */
double loop_recipe_difference(const struct memory_printer *print, size_t channel, const double *expected);

#endif

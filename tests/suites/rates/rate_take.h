/* stemprint tests: renders that print several sample rates, and what other formulas find in their files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_RATE_TAKE_H
#define STEMPRINT_TESTS_RATE_TAKE_H

#include "support/sound.h"

/** Writes the recipe "`name`.yaml" into the scratch folder and returns its path, which is valid for the next seven
    recipes. */
const char *rate_recipe(const char *name, const char *yaml);

/** Renders it and expects exit code 0. `options` are up to six more arguments, and then NULL. */
void rate_render(const char *recipe, const char *const options[7]);

/** Reads a file of the scratch folder, and asserts its rate. */
struct sound rate_read(const char *name, unsigned rate);

/** Returns where the impulse is that lies near frame `near` of the first channel, in frames: the delay of the phase at
    a sixteenth of the rate, by a Fourier transform of the frames around it. Nothing else may sound there. */
double rate_impulse_place(const struct sound *sound, double near);

#endif

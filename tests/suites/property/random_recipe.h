/* stemprint tests: random recipes that are right.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_RANDOM_RECIPE_H
#define STEMPRINT_TESTS_RANDOM_RECIPE_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/** The generator is splitmix64, so that the recipes are the same on every machine. */
struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);

/** Returns a number from 0 to limit - 1. */
size_t random_below(struct random *random, size_t limit);

/** Returns a number from `low` to `high`, evenly distributed. */
double random_between(struct random *random, double low, double high);

/** Makes a recipe of 3 to 40 strips: tracks mono and stereo, buses that nest, auxes that feed later auxes, keys,
 * labels, inserts of every kind, one or two outputs, stems and taps. With `transparent`, it takes only what passes an
 * impulse at its time: gains, and compressors under their threshold whose lookahead gives them latency. */
void random_recipe(struct random *random, bool transparent, struct text *yaml);

/** Makes a recipe like that, with one aux at least, in which automation moves levels, auxes feed back to themselves and
 * to earlier ones, and the tempo moves. The rate is one of three. A loop may hold more latency than its delay, or may
 * grow: then the recipe is refused. */
void random_session(struct random *random, struct text *yaml);

#endif

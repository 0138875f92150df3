/* stemprint tests: random recipes that are right.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_RANDOM_RECIPE_H
#define STEMPRINT_TESTS_RANDOM_RECIPE_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/** splitmix64: the same recipes on every machine. */
struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);

/** 0 to limit - 1. */
size_t random_below(struct random *random, size_t limit);

/** Uniform from `low` to `high`. */
double random_between(struct random *random, double low, double high);

/** A recipe of 3 to 40 strips: tracks mono and stereo, buses that nest, auxes that feed each other forwards, keys,
   labels, inserts of every kind, one or two outputs, stems and taps. With `transparent`, only what passes an impulse
   unchanged in time: gains, and compressors under their threshold whose lookahead gives them latency. */
void random_recipe(struct random *random, bool transparent, struct text *yaml);

#endif

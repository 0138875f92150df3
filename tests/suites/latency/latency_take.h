/* stemprint tests: recipes with latencies, rendered at every rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_LATENCY_TAKE_H
#define STEMPRINT_TESTS_LATENCY_TAKE_H

#include "support/rendering.h"

/** The frames of each source, and the frame of the impulse in "impulse*.wav". All other names are noise under full
    scale. */
enum { TAKE_FRAMES = 6000, TAKE_IMPULSE = 1234 };

/** A compressor that never compresses, and is late by L or 2 L frames: `{ $L }` and `{ $M }` in a recipe. */
struct latency_take {
	double rate; /**< Hz */
	size_t latency; /**< L, frames */
	size_t block_frames; /**< 0: the engine chooses */
};

/** Returns the recipe with the rate, $L and $M filled in; the caller frees it. */
char *latency_take_recipe(const struct latency_take *take, const char *body);

/** Renders such a recipe. If that fails, the test fails. */
void latency_take_render(const struct latency_take *take, const char *body, struct rendering *rendering);

/** Returns the largest magnitude of a print. */
double latency_take_peak(const struct memory_printer *print);

#endif

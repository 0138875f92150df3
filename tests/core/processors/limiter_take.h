/* Runs signals through limiters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_LIMITER_TAKE_H
#define STEMPRINT_TESTS_LIMITER_TAKE_H

#include "support/processor_harness.h"

#include <stdbool.h>
#include <stdint.h>

/** Settings in the units of the parameters. All zero but `ceiling`: see limiter_defaults. */
struct limiter_settings {
	double sample_rate, ceiling, lookahead, release, link, gain;
	bool fixed, sample_peak;
};

/** The processor's own defaults at 48 kHz, as the reference has them. */
extern const struct limiter_settings limiter_defaults;

/** One instance with its signals: columns as in struct processor_instance, whole renders long. */
struct limiter_take {
	struct limiter_settings settings;
	size_t channels, groups, frames;
	size_t latency; /**< as declared, after limiter_render() */
	double **in, **out; /**< [groups x channels][frames] */
};

/** A take of silence. limiter_take_release() frees its columns. */
struct limiter_take limiter_take_new(struct limiter_settings settings, size_t channels, size_t groups, size_t frames);
void limiter_take_release(struct limiter_take *take);

/** How to render; all zero: the widest kernel, in one block, into columns of their own. */
struct limiter_mode {
	const struct kernel *kernel;
	size_t block;
	bool in_place;
	bool twice; /**< renders, resets, and renders again */
};

void limiter_render(struct limiter_take *take, struct limiter_mode mode);

/** What signals of the tests are called. */
struct limiter_signal {
	const char *name;
	void (*fill)(double *column, size_t frames, uint64_t seed);
};

/** Everything that the ceiling is held against; ends with a NULL name. */
extern const struct limiter_signal limiter_signals[];

/** A mixture of noise, tones, sign(sinc) bursts, impulses, steps and silence at levels up to +60 dBFS; one seed is one
    signal. */
void fill_mischief(double *column, size_t frames, uint64_t seed);

#endif

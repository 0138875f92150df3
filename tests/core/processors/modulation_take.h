/* Runs one instance of a modulated processor, and tests what holds for all of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_MODULATION_TAKE_H
#define STEMPRINT_TESTS_MODULATION_TAKE_H

#include "support/processor_harness.h"

#define TAKE_PI 3.14159265358979323846264338327950288L

/** Set values by harness_set(take.processor, take.values, ...), and the context at will. */
struct modulation_take {
	const struct processor *processor;
	struct arena *arena; /**< of the values */
	struct parameter_value *values;
	struct processor_context context; /**< 48 kHz, mono, seed 1 */
	struct processor_shape shape; /**< of the last render */
};

/** Stops the test on failure. Release with modulation_take_release(). */
struct modulation_take modulation_take_new(const char *name, size_t channels);
void modulation_take_release(struct modulation_take *take);

void modulation_take_set(struct modulation_take *take, const char *name, double number);
void modulation_take_choose(struct modulation_take *take, const char *name, const char *word);

/** Why shape() refuses the values; NULL if it does not. */
const char *modulation_take_problem(struct modulation_take *take);

/** What comes of `in`; free() it. */
double **modulation_take_render(struct modulation_take *take, double *const *in, size_t frames);

/** `channels` columns of noise, all different; free() them. */
double **modulation_take_noise(size_t channels, size_t frames);

/** What comes of a sine of amplitude 1 in all channels; free() it. */
double **modulation_take_sine(struct modulation_take *take, double hertz, size_t frames);

/** The largest difference of two columns; NaN if there is one. */
double modulation_take_difference(const double *one, const double *other, size_t frames);

/** Behind any latency, and in blocks of any length, the same signal gives the same output, bit for bit: the modulation
    counts frames of the session. */
void modulation_take_expect_lock(struct modulation_take *take);

/** The same seed gives the same output, another one another (`random`), or the same too (!`random`). */
void modulation_take_expect_seed(struct modulation_take *take, bool random);

/** Amplitude of `column` at a frequency, of the frames from `from`: the whole turns of it under a Hann window. */
double modulation_take_amplitude(const double *column, size_t from, size_t frames, double hertz, double sample_rate);

#endif

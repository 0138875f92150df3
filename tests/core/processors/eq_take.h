/* Runs signals through the equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_EQ_TAKE_H
#define STEMPRINT_TESTS_EQ_TAKE_H

#include "processors/processor.h"

#include <stdint.h>

enum { TAKE_BANDS_MAXIMUM = 32, TAKE_COLUMNS_MAXIMUM = 10 };

/** A band as a recipe gives it; 0 is "not given" for gain, q and slope. */
struct eq_band {
	const char *type;
	double freq, gain, q, slope;
};

/** One instance and what it hears. */
struct take {
	double sample_rate;
	const struct eq_band *bands;
	size_t band_count;
	size_t channels, groups; /**< channels * groups columns */
	size_t frames;
	double *in[TAKE_COLUMNS_MAXIMUM], *out[TAKE_COLUMNS_MAXIMUM];
	struct processor_shape shape; /**< told by take_render() */
};

/** Silent columns; release with take_release(). */
struct take take_new(const struct eq_band *bands, size_t band_count, double sample_rate, size_t channels, size_t groups,
		     size_t frames);
void take_release(struct take *take);

/** All takes, of equal length, in one batch, block by block. kernel NULL: the widest. */
void take_render(struct take *takes, size_t count, const struct kernel *kernel, size_t block, bool in_place);

/** What the recipe stage would hand over, each value at line `band + 1`, column `field + 1`. */
struct parameter_value *eq_values(struct arena *arena, const struct eq_band *bands, size_t count);

const struct processor *eq(void);

/** White noise, -1 to 1; the state is the seed. */
double noise(uint64_t *state);

#endif

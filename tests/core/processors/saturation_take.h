/* Runs one signal through the saturation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SATURATION_TAKE_H
#define STEMPRINT_TESTS_SATURATION_TAKE_H

#include "support/processor_harness.h"

/** What is not the processor's default: words and numbers of its parameters. */
struct saturation_settings {
	const char *shape; /**< NULL: the default */
	const char *oversampling; /**< NULL: the default */
	const char *phase; /**< NULL: the default */
	double drive_db, bias, bits, emphasis, tone, output_db;
	double dry; /**< 1 - mix */
	bool antiderivative, keep_offset;
	double sample_rate; /**< 0: 48 kHz */
	size_t channels; /**< 0: 1 */
	size_t groups; /**< 0: 1 */
};

struct saturation_take {
	double **in, **out; /**< [group][channel], `frames` each */
	size_t columns, frames;
	struct processor_shape shape;
	const char *problem; /**< why shape() refused; NULL if it did not */
	struct harness *harness;
	struct arena *arena;
};

/** Silence in `in`. */
struct saturation_take saturation_take_new(const struct saturation_settings *settings, size_t frames);

/** From rest, in blocks of `block` frames; 0: 4096. */
void saturation_take_render(struct saturation_take *take, size_t block);

void saturation_take_release(struct saturation_take *take);

#endif

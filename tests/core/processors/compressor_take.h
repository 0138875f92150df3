/* Runs signals through compressors.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_COMPRESSOR_TAKE_H
#define STEMPRINT_TESTS_COMPRESSOR_TAKE_H

#include "core/processors/compressor_reference.h"
#include "processors/processor.h"

#include <stdint.h>

enum { TAKE_COLUMNS_MAXIMUM = 64 };

/** One instance with its signals: columns as in struct processor_instance, whole renders long. */
struct take {
	struct compressor_settings settings;
	size_t channels, key_channels, groups, frames;
	size_t latency; /**< as declared, after take_render() */
	double *in[TAKE_COLUMNS_MAXIMUM], *out[TAKE_COLUMNS_MAXIMUM];
	double *key[REFERENCE_CHANNELS_MAXIMUM];
};

/** A take of silence. take_release() frees its columns. */
struct take take_new(struct compressor_settings settings, size_t channels, size_t key_channels, size_t groups,
		     size_t frames);
void take_release(struct take *take);

/** How to render; all zero: the widest kernel, in one block, into columns of their own. */
struct take_mode {
	const struct kernel *kernel;
	size_t block;
	bool in_place;
	bool twice; /**< renders, resets, and renders again */
};

/** Renders all takes as one batch, from `in` to `out`. */
void take_render(struct take *takes, size_t count, struct take_mode mode);

/** The same with one take and the default mode. */
void take_render_alone(struct take *take);

/** The settings as the processor takes them. */
struct parameter_value *take_values(struct arena *arena, const struct compressor_settings *settings);

/** Repeatable noise in -1..1; the state is any number. */
double noise(uint64_t *state);

/** Noise in bursts of varying level, from silence to full scale, different in each column. */
void fill_bursts(double *column, size_t frames, uint64_t seed);

/** A square of `level_db` dBFS, 96 frames a period: a steady level for each detector. */
void fill_square(double *column, size_t frames, double level_db);

#endif

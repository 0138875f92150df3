/* Runs signals through a gate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_GATE_TAKE_H
#define STEMPRINT_TESTS_GATE_TAKE_H

#include "core/processors/gate_reference.h"
#include "support/processor_harness.h"

/** One instance. in: [groups x channels], key: [key_channels]; each `frames` long. */
struct gate_take {
	struct gate_settings settings;
	size_t channels, key_channels, groups, frames;
	double **in, **key, **out;
	size_t latency; /**< as declared, after gate_take_render() */
};

/** A take of silence. gate_take_release() frees its columns. */
struct gate_take gate_take_new(struct gate_settings settings, size_t channels, size_t key_channels, size_t groups,
			       size_t frames);
void gate_take_release(struct gate_take *take);

/** Renders in blocks of `block` frames (0: one block); kernel NULL: the widest. */
void gate_take_render(struct gate_take *take, const struct kernel *kernel, size_t block);

/** A steady square of `level_db`, for every kind of detector. */
void gate_fill_square(double *column, size_t frames, double level_db);

/** Hits that die away by 60 dB into noise at -70 dBFS, different for each seed. */
void gate_fill_hits(double *column, size_t frames, uint64_t seed);

#endif

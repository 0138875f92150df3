/* Runs signals through one instance of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PROCESSOR_TAKE_H
#define STEMPRINT_TESTS_PROCESSOR_TAKE_H

#include "support/processor_harness.h"

/** One parameter that is not left at its default: a number, switch or choice by name; "group.field" for that of a
    group, "list.0.field" for that of the first item of a list. The text is static. */
struct take_setting {
	const char *name;
	double number;
};

enum { TAKE_SETTINGS = 48 };

/** in and out: [groups x channels], key: [key_channels]; each `frames` long. */
struct processor_take {
	const char *processor;
	struct take_setting settings[TAKE_SETTINGS]; /**< ends with a name of NULL, or full */
	double sample_rate;
	size_t channels, key_channels, groups, frames;
	const struct kernel *kernel; /**< NULL: the widest */
	size_t block; /**< 0: one block */
	double **in, **key, **out;
	size_t latency; /**< as declared, after processor_take_render() */
};

/** Silence at 48 kHz, one group and no key, at default values. processor_take_release() frees its columns. */
struct processor_take processor_take_new(const char *processor, size_t channels, size_t frames);

/** The same with lanes and a key. */
struct processor_take processor_take_of(const char *processor, size_t channels, size_t key_channels, size_t groups,
					size_t frames);
void processor_take_release(struct processor_take *take);

/** Adds a setting, or replaces it. */
void processor_take_set(struct processor_take *take, const char *name, double number);

void processor_take_render(struct processor_take *take);

/** What shape() says of these settings; NULL: it accepts them. Static, overwritten by the next call. */
const char *processor_take_problem(const struct processor_take *take);

/** out/in in dB at a frame of a column, the latency allowed for. */
double processor_take_gain_db(const struct processor_take *take, size_t column, size_t frame);

/** Root of the mean square of out (or in) from frame `start` to `end`, in dBFS. */
double processor_take_rms_db(const double *column, size_t start, size_t end);

#endif

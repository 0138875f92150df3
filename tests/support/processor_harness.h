/* stemprint tests: a processor by itself, without recipe, graph and plan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PROCESSOR_HARNESS_H
#define STEMPRINT_TESTS_PROCESSOR_HARNESS_H

#include "processors/processor.h"

#include <stdint.h>

/** One instance of a batch, which the test describes. */
struct harness_seat {
	const struct parameter_value *values; /**< the values must outlive the harness */
	struct processor_context context;
	size_t groups; /**< at least 1 */
};

/** The range of the values of an instance (struct processor_instance). Both NULL: they stay. */
struct harness_range {
	const struct parameter_value *least, *greatest;
};

/** The settings of a batch. */
struct harness_setup {
	const struct processor *processor;
	const struct kernel *kernel; /**< NULL: the widest kernel of this machine */
	size_t frames_maximum; /**< the largest block */
	bool in_place; /**< out[i] is the same column as in[i] where both exist */
};

/** The columns of all instances stand one after another. Within an instance they stand group by group, and channel by
 * channel. */
struct harness {
	struct arena *arena;
	const struct processor *processor;
	struct processor_instance *instances;
	size_t count;
	void *batch;
	size_t frames_maximum;
	size_t in_count, out_count, key_count; /**< the columns of all instances */
	double **in, **out, **key; /**< each column has room for two blocks of frames_maximum frames */
	size_t place; /**< where in them the last block began: 0 or frames_maximum */
	const char *problem; /**< why shape() refused the values; NULL if it did not */
	bool by_column; /**< runs column by column, the last channel first, and the last group behind the others; only
			   where all seats have equally many groups, and harness_channels_apart() says of how many
			   channels
			 */
};

/** Makes a batch at rest. If `problem` is set, nothing can be run. Returns NULL when out of memory. The caller calls
 * harness_free(). */
struct harness *harness_new(const struct harness_setup *setup, const struct harness_seat *seats, size_t count);
void harness_free(struct harness *harness);

/** Does the same for instances whose values may move: ranges[i] is that of seats[i]. */
struct harness *harness_new_moving(const struct harness_setup *setup, const struct harness_seat *seats,
				   const struct harness_range *ranges, size_t count);

/** Returns how many channels the instances have, if all have the same number and all say that their channels are
 * independent; else 0. */
size_t harness_channels_apart(const struct harness *harness);

/** Runs `frames` frames in blocks of `block` (0: as long as allowed), with denormals flushed to zero as in a render.
   The order of the columns is that of the harness; key NULL: without keys, or silent ones. */
void harness_run(struct harness *harness, const double *const *in, const double *const *key, double *const *out,
		 size_t frames, size_t block);

/** Does the same in blocks of cuts[0], cuts[1], ... frames, and starts again from the first after the last. Each cut is
 * 1 to frames_maximum. */
void harness_run_cut(struct harness *harness, const double *const *in, const double *const *key, double *const *out,
		     size_t frames, const size_t *cuts, size_t count);

/** Returns columns of zeros in one allocation: the caller frees only the returned table. Returns NULL when out of
 * memory. */
double **harness_columns(size_t count, size_t frames);

/** Returns the defaults of the parameter table, as the recipe stage makes them. Returns NULL when out of memory. */
struct parameter_value *harness_values(struct arena *arena, const struct processor *processor);

/** Returns the value of that name, marked as given. Stops the test if there is none. */
struct parameter_value *harness_value(const struct processor *processor, struct parameter_value *values,
				      const char *name);

/** Sets a number, a switch (0, 1) or a choice by its index. */
void harness_set(const struct processor *processor, struct parameter_value *values, const char *name, double number);

/** Sets a choice by its word. */
void harness_choose(const struct processor *processor, struct parameter_value *values, const char *name,
		    const char *word);

/** Adds an item with default fields to a list, or gives the one item of a group. Returns its fields; NULL when out of
 * memory. */
struct parameter_value *harness_add_item(struct arena *arena, const struct parameter *parameter,
					 struct parameter_value *value);

/** What a parameter of type FILE names: `frames` frames of noise that dies away by 60 dB, other noise in each channel,
   the first sample 1. NULL when out of memory. */
const struct recording *harness_recording(struct arena *arena, size_t channels, size_t frames);

/** Returns white noise, uniform from -1 to 1. The state is the seed. */
double harness_noise(uint64_t *state);

/** Returns the greater of two deviations. A NaN stays a NaN, so that no limit holds for it. */
double harness_worse(double worst, double deviation);

/** Returns the largest magnitude. A NaN anywhere gives NaN. */
double harness_peak(const double *column, size_t frames);

#endif

/* Renders through the reverb.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_REVERB_TAKE_H
#define STEMPRINT_TESTS_REVERB_TAKE_H

#include "processors/processor.h"

#include <stddef.h>
#include <stdint.h>

enum { REVERB_TAKE_SETTINGS = 12 };

/** A number for a parameter; the list ends with a name of NULL. */
struct reverb_setting {
	const char *name;
	double number;
};

struct reverb_take {
	const char *type;
	struct reverb_setting settings[REVERB_TAKE_SETTINGS];
	double sample_rate; /**< 0: 48 kHz */
	size_t channels; /**< 0: 2 */
	uint64_t seed;
	size_t late;
	const struct kernel *kernel; /**< NULL: the widest */
	size_t block; /**< 0: 512 */
};

/** Adds a setting. */
void reverb_take_set(struct reverb_take *take, const char *name, double number);

/** Nothing but the tail: no early reflections, no filters, no predelay; the same decay at all frequencies. */
struct reverb_take reverb_take_tail(const char *type, double decay);

/** Two columns for `in`, which free() releases. *shape, unless NULL, becomes what the processor says. */
double **reverb_take_render(const struct reverb_take *take, double *const *in, size_t frames,
			    struct processor_shape *shape);

/** The response to an impulse at frame `at` of one channel. */
double **reverb_take_response(const struct reverb_take *take, size_t channel, size_t at, size_t frames);

/** Why it is refused; NULL if it is not. The text holds until the next call. */
const char *reverb_take_problem(const struct reverb_take *take);

#endif

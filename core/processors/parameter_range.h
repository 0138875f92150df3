/* Says what a processor is like over the whole range that automation moves its parameters through.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_PARAMETER_RANGE_H
#define STEMPRINT_PROCESSORS_PARAMETER_RANGE_H

#include "processors/processor.h"

#include <stdbool.h>

/** The least and the greatest value of a parameter. */
struct value_range {
	double least, greatest;
};

/** Returns where the curves of a value take it; a value without one stays. */
struct value_range parameter_value_range(const struct parameter_value *value);

/** Copies the values of a table with the least and with the greatest value of each parameter, from the arena; both
   copies are NULL where no value moves. Returns false when out of memory. */
bool parameter_ends(struct arena *arena, const struct parameter *parameters, size_t count,
		    const struct parameter_value *values, struct parameter_value **least,
		    struct parameter_value **greatest);

/** A processor whose parameters move. */
struct parameter_range {
	const struct processor *processor;
	const struct parameter_value *least, *greatest; /**< as in struct processor_instance */
	struct parameter_value *values; /**< a parameter_copy(), which is written over */
	const struct processor_context *context;
	struct arena *arena; /**< for messages */
	const char **problem; /**< as shape() sets it */
	struct location *at; /**< likewise */
};

/** Fills *shape as the processor's shape() does, with the longest tail and gap of the whole range. It asks for the
    corners of the range: all of them where up to 4 parameters move, else both ends of each parameter while the others
    are all at their least and all at their greatest. Tails are longest there, since no tail is shorter at both ends of
    a parameter than between them. Latency and channels are the same everywhere. Returns false where shape() refuses a
    corner. */
bool parameter_range_shape(const struct parameter_range *range, struct processor_shape *shape);

#endif

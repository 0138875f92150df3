/* stemprint tests: settings of a processor, made from its parameter table.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_VARIATIONS_H
#define STEMPRINT_TESTS_VARIATIONS_H

#include "processors/processor.h"

#include <stdint.h>

/** One value that can change by itself: a parameter, or a field of a group or of the first item of a list. */
struct slot {
	const struct parameter *parameter;
	struct parameter_value *value;
	const char *name; /**< "bands.freq" */
};

/** One setting of a processor. */
struct variation {
	const char *name; /**< "ratio = 4" */
	struct parameter_value *values;
	bool defaults; /**< the setting is the defaults */
};

/** All variations that shape() accepts in a context. */
struct variations {
	struct variation *items;
	struct processor_shape *shapes; /**< what shape() returned */
	size_t count;
	size_t refused;
};

/** Lists these settings: the defaults; every parameter alone at its least, middle and greatest value, and every choice
 * and switch at each of its words; the fields of list items likewise, under each word of the first choice of the item;
 * the same once more from random settings; and `random` settings of everything at once, with up to three items in each
 * list. Times stay under 10 ms and frequencies under 20 kHz, so that a few thousand frames show what they do. The arena
 * must outlive the settings. The function stops the test when out of memory. */
struct variations variations_new(struct arena *arena, const struct processor *processor,
				 const struct processor_context *context, size_t random);

/** Lists the slots of some values of the processor, in a fixed order. Returns the count, at most `capacity`. */
size_t variation_slots(struct arena *arena, const struct processor *processor, struct parameter_value *values,
		       struct slot *slots, size_t capacity);

/** Makes random values of everything at once. */
struct parameter_value *variation_random(struct arena *arena, const struct processor *processor,
					 const struct processor_context *context, uint64_t *seed);

/** Returns whether shape() accepts the values, and fills *shape if so. */
bool variation_accepted(struct arena *arena, const struct processor *processor, const struct processor_context *context,
			const struct parameter_value *values, struct processor_shape *shape);

/** Lists the values to try in a slot: least, middle, greatest, or every word. Returns the count, at most `capacity`. */
size_t slot_values(const struct parameter *parameter, double *numbers, size_t capacity);

/** Returns a value of a number, from its least finite and audible one (share 0) to its greatest (1). */
double slot_between(const struct parameter *parameter, double share);

enum { SLOTS_MAXIMUM = 64, SLOT_VALUES_MAXIMUM = 16 };

#endif

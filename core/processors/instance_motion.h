/* Follows the curves that move the parameters of an instance.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_INSTANCE_MOTION_H
#define STEMPRINT_PROCESSORS_INSTANCE_MOTION_H

#include "processors/processor.h"

/** A parameter that moves. */
struct parameter_motion {
	double *number; /**< in the values of the instance's motion */
	struct curve_reader reader;
	struct curve_line line; /**< the segment that was read last, where it is a straight line */
	double least, greatest; /**< rounding leads no value out of its range */
	int64_t stays_until; /**< the number holds from where it was sought up to this frame of the session */
};

/** All parameters of an instance that move, with its values. */
struct instance_motion {
	struct parameter_value *values; /**< at the frame that was sought last: those for retune() */
	struct parameter_motion *items;
	size_t count;
	int64_t stays_until; /**< all numbers hold up to this frame */
};

/** Gathers the parameters of an instance that has a range. Its values are those at the start of the session. All memory
    comes from the arena. Returns false when out of memory. */
bool instance_motion_init(struct instance_motion *motion, struct arena *arena, const struct processor *processor,
			  const struct processor_instance *instance);

/** Moves the values to a frame of the session; before frame 0 they are those of frame 0. Returns whether any has
    changed. */
bool instance_motion_seek(struct instance_motion *motion, int64_t frame);

/** Lets the next frame that is sought be any, also one before the last. */
void instance_motion_rewind(struct instance_motion *motion);

#endif

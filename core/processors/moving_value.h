/* Evaluates a parameter that automation moves: a constant, or the product of curves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_MOVING_VALUE_H
#define STEMPRINT_PROCESSORS_MOVING_VALUE_H

#include "dsp/breakpoint_curve.h"
#include "processors/processor.h"

/** So many frames are evaluated at a time. */
enum { MOVING_VALUE_RUN = 256 };

/** The constant times all curves, in their order: a gain that faders of VCAs move, too. */
struct moving_value {
	double constant;
	struct curve_reader *readers;
	size_t count;
	uint64_t loop; /**< the curves begin anew after so many frames of the session; 0: never */
	int64_t rest_from, rest_to; /**< no curve moves from the first to before the second of these frames, */
	double rest; /**< where it has this value */
	struct curve_line line; /**< the last segment in which the value was that of one curve in a straight line */
};

/** Makes the value of a parameter. `constant` stands beside its curves. Returns false when out of memory. */
bool moving_value_init(struct moving_value *moving, struct arena *arena, const struct processor_context *context,
		       double constant, const struct parameter_value *value);

/** Evaluates the frames of the session from `frame` on, up to where a curve has its next point or begins anew, and at
   most `most`, which is at most MOVING_VALUE_RUN. Returns how many, 1 or more. *still says that the value is the same
   at all of them: then values[0] alone is set. It follows from the frame alone, so that a caller may compute in another
   way where nothing moves. */
size_t moving_value_run(struct moving_value *moving, const struct kernel *kernel, int64_t frame, size_t most,
			double *values, bool *still);

/** Returns for how many frames of the session from `frame` on, at most `most`, the value is that of moving->line from
    frame *at on; 0: it does not move in a straight line there, or not by one curve alone. */
size_t moving_value_line(struct moving_value *moving, int64_t frame, size_t most, int64_t *at);

/** Returns for how many frames from `frame` on, the one behind a run, the value is known to stay where it rested in
   that run; 0: it is not known. A value that was never made stays for ever. */
uint64_t moving_value_rest(const struct moving_value *moving, int64_t frame);

/** Returns the frame of the session at which a batch begins. A late batch begins before the session. */
int64_t moving_value_first_frame(const struct processor_context *context);

#endif

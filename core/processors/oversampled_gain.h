/* Makes gains and multiplies by them at a multiple of the sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later

   A gain that follows a loud tone within a period moves at multiples of the tone's frequency. At the sample rate these
   fold back: first where the gain is computed, then where it is multiplied. So the gain is computed at 8 or 16 times
   the sample rate from a signal that was taken there. Half-band filters bring it down to 2 or 4 times the rate, where
   it multiplies the whole and every lane, and the products are brought down from there. All but the one gain is linear,
   and alike for the whole and the lanes. */
#ifndef STEMPRINT_PROCESSORS_OVERSAMPLED_GAIN_H
#define STEMPRINT_PROCESSORS_OVERSAMPLED_GAIN_H

#include "processors/detector.h"

/** The gain is computed so many doublings over the rate at which it multiplies. */
enum { OVERSAMPLED_GAIN_ABOVE = 2 };

/** Adds latency, pre-ringing and tail to a shape that has the lookahead as its latency. doublings: 1 or 2, those at
   which the gain multiplies. */
void oversampled_gain_shape(size_t doublings, double sample_rate, struct processor_shape *shape);

/** How a processor uses this. */
struct oversampled_gain_use {
	struct detector_use detector; /**< its functions work OVERSAMPLED_GAIN_ABOVE doublings over that */
	size_t oversampling; /**< index of the parameter that holds the doublings, 1 or 2 */
	double (*resting_gain)(const struct parameter_value *values); /**< the linear gain in silence */
};

/** Makes a batch at rest, as detector_batch_new(). `use` must outlive it. All memory comes from the arena. Returns NULL
    when out of memory. */
void *oversampled_gain_new(const struct oversampled_gain_use *use, struct arena *arena, const struct kernel *kernel,
			   const struct processor_instance *instances, size_t count);

/** Processes the next frames of all instances, from frame `start` of the columns on. */
void oversampled_gain_process(void *batch, size_t start, size_t frames);

/** Moves the parameters of an instance, each row of its table in a straight line, as a processor's retune(). */
void oversampled_gain_retune(void *batch, size_t instance, const struct parameter_value *values);

/** Puts everything back to rest. */
void oversampled_gain_reset(void *batch);

#endif

/* Runs the processors behind the faders, pans and widths that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_AUTOMATED_BATCH_H
#define STEMPRINT_PROCESSORS_AUTOMATED_BATCH_H

#include "dsp/pan_law.h"
#include "processors/moving_value.h"

/** The most values of one instance that move. */
enum { AUTOMATED_SEAT_VALUES = 2 };

/** The gains of a place in the stereo field that were computed last. */
struct seat_place {
	bool known;
	double position, left, right;
};

/** An instance, and where it is. */
struct automated_seat {
	const struct processor_instance *instance;
	struct moving_value values[AUTOMATED_SEAT_VALUES];
	int64_t frame; /**< the next frame of the session */
	struct seat_place place;
	struct pan_turn *turn; /**< where straight lines turn the gains; else NULL */
};

/** Such a processor; `automated` of struct processor points at it. */
struct automated_use {
	/** Makes the values of a seat, whose instance is set. Returns false when out of memory. */
	bool (*init)(struct automated_seat *seat, struct arena *arena);
	/** Processes frames of a block from `start` on, at most `most`, which is at most MOVING_VALUE_RUN. Returns how
	    many. The caller adds them to the seat's frame. */
	size_t (*run)(struct automated_seat *seat, const struct kernel *kernel, size_t start, size_t most);
	/** Writes the linear gains of the next frames, gains[i] for output channel i, and processes nothing.
	    *still says that they stay: then only the first of each is set. NULL where outputs are no multiples of
	    inputs. */
	size_t (*gains)(struct automated_seat *seat, const struct kernel *kernel, size_t most, double *const *gains,
			bool *still);
	size_t gain_count; /**< 1: all channels have one gain; 2: the output channels have one each; 0: there are none
			    */
};

/** The most gains of one instance. */
enum { AUTOMATED_GAINS_MAXIMUM = 2 };

/** Makes the batch of such a processor, for its batch_new(). `use` must outlive it. All memory comes from the arena.
    Returns NULL when out of memory. */
void *automated_batch_new(const struct automated_use *use, struct arena *arena, const struct kernel *kernel,
			  const struct processor_instance *instances, size_t count);

/** Processes the next frames, for process(). */
void automated_batch_process(void *batch, size_t start, size_t frames);

/** Puts all seats back to the start of the session, for reset(). */
void automated_batch_reset(void *batch);

#endif

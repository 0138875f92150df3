/* Reads delays that move by themselves, over the columns of an instance: the voices of chorus and flanger.
   SPDX-License-Identifier: GPL-3.0-or-later

   With the input x, w[n] = x[n] + feedback mean(v)[n] goes into the line of a column. Voice k reads w at n - d_k[n],
   and d_k moves from `delay` to `delay` + `depth` and back. The output is the sum of the voices, divided by the root of
   their number. */
#ifndef STEMPRINT_PROCESSORS_MOVING_DELAY_H
#define STEMPRINT_PROCESSORS_MOVING_DELAY_H

#include "dsp/fractional_delay.h"
#include "dsp/oscillator.h"
#include "processors/processor.h"

#include <stddef.h>
#include <stdint.h>

enum {
	MOVING_DELAY_VOICES = FRACTIONAL_DELAY_VOICES, /**< the most voices of one instance */
	MOVING_DELAY_RUN = FRACTIONAL_DELAY_RUN, /**< the most frames of a run */
};

/** How the delays of an instance move. */
struct moving_delay_design {
	size_t voices; /**< 1 to MOVING_DELAY_VOICES, spread evenly over a turn; with a random shape each has its own
			  curve */
	double delay, depth; /**< frames */
	double feedback; /**< linear, between -1 and 1 */
	enum oscillator_shape shape; /**< a shape without edges */
	double rate; /**< Hz */
	double spread; /**< the most by which the rate of a voice differs, up or down, as a share; by the seed */
	double start, phase; /**< in turns: of the first voice when the session starts, and from channel to channel */
	const char *name; /**< the processor's name, for its random numbers; static */
};

/** The state of an instance. The arena owns all of it. */
struct moving_delay {
	const struct processor_instance *instance;
	struct moving_delay_design design;
	size_t courses; /**< 1 when all channels move alike, else the number of channels */
	struct oscillator *oscillators; /**< [course][voice] */
	struct fractional_delay *lines; /**< one for each column */
	double **wet; /**< one for each column: the output of this run, MOVING_DELAY_RUN frames */
	const struct fractional_delay **course_lines; /**< the lines, course by course */
	double **course_wet, **course_ahead; /**< their outputs, and where the next of them go */
	uint64_t frame; /**< the next frame of the session */
};

/** What all moving delays of a batch share. */
struct moving_delay_room {
	const struct kernel *kernel;
	const struct fractional_delay_table *table;
	double *delays[MOVING_DELAY_VOICES]; /**< MOVING_DELAY_RUN frames each */
	double *entering; /**< what goes into a line in this run; as long */
};

/** Allocates the room from the arena. Returns false when out of memory. */
bool moving_delay_room_init(struct moving_delay_room *room, struct arena *arena,
			    const struct kernel *kernel) MUST_CHECK;

/** Makes the delays of an instance, at rest, from the arena. The instance must outlive them. Returns false when out of
    memory. */
bool moving_delay_init(struct moving_delay *moving, struct arena *arena, const struct processor_instance *instance,
		       const struct moving_delay_design *design) MUST_CHECK;

/** Runs all columns for the next frames, at most MOVING_DELAY_RUN, from index `start` of the block on. The output goes
    into `wet`. */
void moving_delay_run(struct moving_delay *moving, const struct moving_delay_room *room, size_t start, size_t frames);

/** Clears the lines and puts the oscillators back to the session's start. */
void moving_delay_reset(struct moving_delay *moving);

/** Returns the largest change of pitch of a voice, as a share: |d'|, in frames a frame. */
double moving_delay_pitch_change(const struct moving_delay_design *design, double sample_rate);

/** Returns an upper bound of the frames from the end of a full-scale input until the output, times `level`, is 120 dB
    under full scale. */
double moving_delay_tail(const struct moving_delay_design *design, double level);

#endif

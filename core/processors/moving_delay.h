/* stemprint: delays that move by themselves over the columns of an instance: what chorus and flanger are made of.
   SPDX-License-Identifier: GPL-3.0-or-later

   With the input x, w[n] = x[n] + feedback mean(v)[n] goes into the line of a column, and voice k reads v_k[n] = w at n
   - d_k[n], where d_k goes from `delay` to `delay` + `depth` and back. What comes out is the sum of the voices over the
   root of their number. */
#ifndef STEMPRINT_PROCESSORS_MOVING_DELAY_H
#define STEMPRINT_PROCESSORS_MOVING_DELAY_H

#include "dsp/fractional_delay.h"
#include "dsp/oscillator.h"
#include "processors/processor.h"

#include <stddef.h>
#include <stdint.h>

enum {
	MOVING_DELAY_VOICES = 8,
	MOVING_DELAY_RUN = FRACTIONAL_DELAY_RUN, /**< most frames of a run */
};

struct moving_delay_design {
	size_t voices; /**< 1 to MOVING_DELAY_VOICES, evenly over a turn; random shapes have a curve each */
	double delay, depth; /**< frames */
	double feedback; /**< linear, under 1 either way */
	enum oscillator_shape shape;
	double rate; /**< Hz */
	double spread; /**< share by which the rates of the voices differ at most, either way, by the seed */
	double start, phase; /**< turns: of the first voice at the session's start, and from channel to channel */
	const char *name; /**< of the processor, for its random numbers */
};

struct moving_delay {
	const struct processor_instance *instance;
	struct moving_delay_design design;
	size_t courses; /**< 1 when all channels move alike, else as many as channels */
	struct oscillator *oscillators; /**< [course][voice] */
	struct fractional_delay *lines; /**< one a column */
	double **wet; /**< one a column: MOVING_DELAY_RUN frames, what came out in this run */
	uint64_t frame; /**< of the session */
};

/** What all moving delays of a batch share. */
struct moving_delay_room {
	const struct kernel *kernel;
	const struct fractional_delay_table *table;
	double *delays[MOVING_DELAY_VOICES]; /**< MOVING_DELAY_RUN frames each */
	double *voices[MOVING_DELAY_VOICES];
	double *entering;
};

/** False when out of memory. */
bool moving_delay_room_init(struct moving_delay_room *room, struct arena *arena,
			    const struct kernel *kernel) MUST_CHECK;

/** At rest. False when out of memory. */
bool moving_delay_init(struct moving_delay *moving, struct arena *arena, const struct processor_instance *instance,
		       const struct moving_delay_design *design) MUST_CHECK;

/** Runs the next frames, at most MOVING_DELAY_RUN, of all columns, from index `start` of the block on, into `wet`. */
void moving_delay_run(struct moving_delay *moving, const struct moving_delay_room *room, size_t start, size_t frames);

/** Back to rest. */
void moving_delay_reset(struct moving_delay *moving);

/** The largest share by which the pitch is bent: |d'|. */
double moving_delay_pitch_change(const struct moving_delay_design *design, double sample_rate);

/** Frames after the end of a full-scale input until what comes out, times `level`, is 120 dB under full scale: an upper
   bound. */
double moving_delay_tail(const struct moving_delay_design *design, double level);

#endif

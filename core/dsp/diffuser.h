/* stemprint: one sound becomes a thousand echoes, none louder than the others.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sixteen channels pass delays of their own and an orthogonal mixture, three times over: each channel then holds up to
   16^2 echoes of every channel of the first mixture. Delays and mixtures keep the energy, at every frequency: nothing
   rings and nothing is coloured. */
#ifndef STEMPRINT_DSP_DIFFUSER_H
#define STEMPRINT_DSP_DIFFUSER_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/delay.h"
#include "dsp/kernel/kernel.h"
#include "dsp/tapped_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIFFUSER_CHANNELS = ROTATE_COLUMNS, DIFFUSER_STEPS = 3 };

/** Shared by all that sound alike. */
struct diffuser_design {
	size_t delays[DIFFUSER_STEPS][DIFFUSER_CHANNELS]; /**< frames; the first step's are the caller's to read at */
	double tangent, scale; /**< of rotate() */
};

/** The delays of a step are spread over its span, evenly for a skew of 1, crowded at its start for more: the share x of
   them lies within x^skew of the span. `key` says in which order. diffusion 0 to 1: the angle of the mixture, up to 45
   degrees. */
void diffuser_design_init(struct diffuser_design *design, const double span_frames[DIFFUSER_STEPS], double skew,
			  double diffusion, uint64_t key);

struct diffuser {
	struct tapped_line lines[DIFFUSER_STEPS - 1][DIFFUSER_CHANNELS];
};

/** At rest, for runs of at most `run` frames. False when out of memory. */
bool diffuser_init(struct diffuser *diffuser, const struct diffuser_design *design, struct arena *arena,
		   size_t run) MUST_CHECK;

void diffuser_reset(struct diffuser *diffuser);

/** `in` has passed the delays of the first step. */
void diffuser_process(struct diffuser *diffuser, const struct diffuser_design *design, const struct kernel *kernel,
		      const double *const in[DIFFUSER_CHANNELS], double *const out[DIFFUSER_CHANNELS], size_t frames);

/** 0 to count - 1 in an order that `key` decides; at most 64. */
void diffuser_shuffle(size_t *order, size_t count, uint64_t key);

/** Number `index` of the stream `key`, from 0 up to 1. */
double diffuser_random(uint64_t key, uint64_t index);

#endif

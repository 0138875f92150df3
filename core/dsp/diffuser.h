/* Turns one sound into a thousand echoes of equal level.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sixteen channels pass delays of their own and then an orthogonal mixing matrix, three times over: each channel then
   holds up to 16^2 echoes of every channel of the first mixture. Delays and matrices keep the energy at every
   frequency, so that nothing rings and no sound is coloured. */
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

/** Channels, and steps of delays and mixing. */
enum { DIFFUSER_CHANNELS = ROTATE_COLUMNS, DIFFUSER_STEPS = 3 };

/** The constants of a diffuser; any number of diffusers may share them. */
struct diffuser_design {
	size_t delays[DIFFUSER_STEPS]
		     [DIFFUSER_CHANNELS]; /**< frames; the caller reads its own line at those of step 0 */
	double tangent, scale; /**< of the kernel's rotate() */
};

/** Computes the constants. The delays of a step are spread over span_frames[step]: evenly with a skew of 1, denser at
   the start with more, so that a share x of them lies within x^skew of the span. `key` decides their order. diffusion,
   0 to 1, is the angle of the mixture: 0 to 45 degrees. */
void diffuser_design_init(struct diffuser_design *design, const double span_frames[DIFFUSER_STEPS], double skew,
			  double diffusion, uint64_t key);

/** The delay lines of one diffuser. */
struct diffuser {
	struct tapped_line lines[DIFFUSER_STEPS - 1][DIFFUSER_CHANNELS];
};

/** Makes a diffuser at rest for runs of at most `run` frames. Returns false when out of memory. */
bool diffuser_init(struct diffuser *diffuser, const struct diffuser_design *design, struct arena *arena,
		   size_t run) MUST_CHECK;

/** Fills the lines with silence. */
void diffuser_reset(struct diffuser *diffuser);

/** Runs `frames` frames, at most a run. The channels of `in` have already passed the delays of step 0. out[i] may be
    in[i]. */
void diffuser_process(struct diffuser *diffuser, const struct diffuser_design *design, const struct kernel *kernel,
		      const double *const in[DIFFUSER_CHANNELS], double *const out[DIFFUSER_CHANNELS], size_t frames);

/** Writes 0 to count - 1 in an order that `key` decides. count: at most 64. */
void diffuser_shuffle(size_t *order, size_t count, uint64_t key);

/** Returns number `index` of the stream `key`: uniform, from 0 up to but not including 1. */
double diffuser_random(uint64_t key, uint64_t index);

#endif

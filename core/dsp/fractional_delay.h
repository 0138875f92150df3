/* Delays a column by any time, which may change with every frame.
   SPDX-License-Identifier: GPL-3.0-or-later

   A line keeps its past at twice its rate: the samples, and what lies halfway between them by 40 taps of a sinc under a
   Kaiser window. Where a delay is far, FRACTIONAL_DELAY_FAR frames and more, 16 taps at that rate read between the
   halves, so that voices and lines that move alike share most of the work. Nearer delays are read from the samples: 40
   taps from 20 frames, 24 taps from 12, 16 from 8, 8 from 4. Tables hold 512 filters a frame, or 1024 for far ones, and
   a reading between two of them is interpolated linearly.

   A delay of whole frames passes every bit at each of these lengths, so a change of length makes no step. A constant
   keeps its level to rounding. The table says how far a reading is off the exact delay, at worst over all fractions, in
   dB against a sine of

	taps  rate        1 kHz   5 kHz  10 kHz  15 kHz  18 kHz  20 kHz
	 far  48 kHz       -108    -114    -107    -107    -107     -95
	 far  44.1 kHz     -108    -109    -119    -108    -113     -24
	 40  48 kHz        -108    -118    -108    -107    -104     -94
	 40  44.1 kHz      -108    -109    -113    -109    -111     -24
	 24  44.1 kHz       -86     -83     -87     -77     -45     -13
	 16  44.1 kHz       -73     -79     -73     -73     -26      -9
	  8  44.1 kHz       -59     -48     -59     -29     -11      -4 */
#ifndef STEMPRINT_DSP_FRACTIONAL_DELAY_H
#define STEMPRINT_DSP_FRACTIONAL_DELAY_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/delay.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	FRACTIONAL_DELAY_RUN = 256, /**< most frames of a call */
	FRACTIONAL_DELAY_MINIMUM = 4, /**< the shortest delay, in frames */
	FRACTIONAL_DELAY_LENGTHS = 4, /**< filters of different length */
	FRACTIONAL_DELAY_REACH = 20, /**< frames on either side of the delay that a near reading uses */
	FRACTIONAL_DELAY_FAR = 32, /**< frames from which on a delay is far */
	FRACTIONAL_DELAY_AHEAD = 24, /**< frames after the delay that a far reading uses */
	FRACTIONAL_DELAY_VOICES = DOUBLED_VOICES, /**< most voices of a reading */
};

/** The filters. They are constant: one table serves any number of lines and threads. */
struct fractional_delay_table {
	const double *filters[FRACTIONAL_DELAY_LENGTHS]; /**< [length][phase][tap] */
	const double *doubled; /**< of far readings, as kernel/delay.h has them */
};

/** Makes the filters in the arena, in about a millisecond. Returns NULL when out of memory. */
const struct fractional_delay_table *fractional_delay_table_new(struct arena *arena);

/** The past of a column. */
struct fractional_delay {
	double *planes; /**< from the arena: the samples and the halves, two rings that repeat their first samples
			   behind their end */
	size_t length; /**< of a ring, a power of two */
	size_t head; /**< index of the next sample */
};

/** What is read: the sum of some voices, times a gain. */
struct fractional_delay_reading {
	const struct fractional_delay_table *table;
	const struct kernel *kernel;
	const double *const *delays; /**< [voices][frames], in frames from FRACTIONAL_DELAY_MINIMUM to the line's
					`longest`; one beyond counts as the limit */
	size_t voices; /**< 1 to FRACTIONAL_DELAY_VOICES */
	double gain; /**< linear */
};

/** Makes a line that holds silence, for delays of up to `longest` frames. Returns false when out of memory. */
bool fractional_delay_init(struct fractional_delay *line, struct arena *arena, double longest) MUST_CHECK;

/** Fills the line with silence. */
void fractional_delay_reset(struct fractional_delay *line);

/** Appends the next `frames` samples, at most FRACTIONAL_DELAY_RUN. */
void fractional_delay_push(struct fractional_delay *line, const struct fractional_delay_table *table,
			   const struct kernel *kernel, const double *in, size_t frames);

/** Reads lines of equal length that got equally many frames, and whose delays are the same: out[c][i] is the sum of
   lines[c] at delays[v][i] frames before frame i of the last `frames` that were pushed, at most FRACTIONAL_DELAY_RUN.
 */
void fractional_delay_read(const struct fractional_delay *const *lines, double *const *out, size_t columns,
			   const struct fractional_delay_reading *reading, size_t frames);

/** Does the same for frames that are not pushed yet, at most fractional_delay_ahead() of each voice: a feedback loop
   reads them before it knows what to push. */
void fractional_delay_peek(const struct fractional_delay *const *lines, double *const *out, size_t columns,
			   const struct fractional_delay_reading *reading, size_t frames);

/** Returns how many of the next `frames` (1 and more) fractional_delay_peek() can read with these delays, until a
   reading would use a frame that is not pushed: 1 and more; with delays of D frames at least D - 19 from 20 frames on,
   and D - 23 where they are far. */
size_t fractional_delay_ahead(const double *delays, size_t frames);

#endif

/* stemprint: a column, later by any time that may change with every frame.
   SPDX-License-Identifier: GPL-3.0-or-later

   What lies between samples is read with a sinc under a Kaiser window: 40 taps where the delay is 20 frames or more, 24
   taps from 12, 16 from 8, 8 from 4. The filters stand in a table, 512 to a frame, and between two of them goes a line.
   A delay of whole frames passes every bit, at any length: that is where the lengths meet. Steady signals keep their
   level to rounding. Error of a reading against the exact delay, worst case over all fractions, in dB under a sine of

       taps  rate        1 kHz   5 kHz  10 kHz  15 kHz  18 kHz  20 kHz
	 40  48 kHz       -108    -118    -108    -107    -104     -94
	 40  44.1 kHz     -108    -109    -113    -109    -111     -24
	 24  44.1 kHz      -86     -83     -87     -77     -45     -13
	 16  44.1 kHz      -73     -79     -73     -73     -26      -9
	  8  44.1 kHz      -59     -48     -59     -29     -11      -4 */
#ifndef STEMPRINT_DSP_FRACTIONAL_DELAY_H
#define STEMPRINT_DSP_FRACTIONAL_DELAY_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	FRACTIONAL_DELAY_RUN = 256, /**< most frames of a call */
	FRACTIONAL_DELAY_MINIMUM = 4, /**< the shortest delay, in frames */
	FRACTIONAL_DELAY_LENGTHS = 4,
	FRACTIONAL_DELAY_REACH = 20, /**< frames on either side of the delay that a reading hears */
};

/** The filters. Immutable: one table serves any number of lines. */
struct fractional_delay_table {
	const double *filters[FRACTIONAL_DELAY_LENGTHS]; /**< [length][phase][tap] */
};

/** NULL when out of memory. Takes about a millisecond. */
const struct fractional_delay_table *fractional_delay_table_new(struct arena *arena);

/** The past of a column. */
struct fractional_delay {
	double *ring; /**< from the arena; after its end the first samples come once more */
	size_t length; /**< a power of two */
	size_t head; /**< where the next sample goes */
};

/** A line at rest (silence) for delays of up to `longest` frames. False when out of memory. */
bool fractional_delay_init(struct fractional_delay *line, struct arena *arena, double longest) MUST_CHECK;

/** Back to silence. */
void fractional_delay_reset(struct fractional_delay *line);

/** The next `frames` (at most FRACTIONAL_DELAY_RUN) samples. */
void fractional_delay_push(struct fractional_delay *line, const double *in, size_t frames);

/** out[i] = the column delays[i] frames before frame i of the last `frames` that were pushed; frames at most
   FRACTIONAL_DELAY_RUN. Delays in frames, FRACTIONAL_DELAY_MINIMUM to `longest`; others count as the nearest of these.
 */
void fractional_delay_read(const struct fractional_delay *line, const struct fractional_delay_table *table,
			   const struct kernel *kernel, double *out, const double *delays, size_t frames);

/** The same for frames that are not pushed yet: what a loop needs before it knows what to push. At most
    fractional_delay_ahead() frames. */
void fractional_delay_peek(const struct fractional_delay *line, const struct fractional_delay_table *table,
			   const struct kernel *kernel, double *out, const double *delays, size_t frames);

/** How many of the next `frames` (1 and more) can be peeked at with these delays before one hears a frame that is not
   pushed: 1 and more; for delays of D frames, 20 and more, at least D - 19. */
size_t fractional_delay_ahead(const double *delays, size_t frames);

#endif

/* stemprint: a file of a proof without a fault that was found in it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_MENDED_SOURCE_H
#define STEMPRINT_FORENSICS_MENDED_SOURCE_H

#include "base/arena.h"
#include "engine/source.h"

#include <stdbool.h>

/** What to change in a file. With all members 0 nothing changes but the gain, which is then 0: begin with mend_none().
    The members apply in this order. */
struct mend {
	double gain; /**< linear; default 1 */
	const double *matrix; /**< [channels * channels] output channel x source channel, linear; NULL: each channel
				 stays; it lives as long as the source */
	const double *response; /**< [taps] of a filter, of all channels; NULL: none; it lives as long as the source */
	const double *const *responses; /**< [channel][taps] of a filter of each channel, instead of `response`;
					   NULL: none; they live as long as the source */
	size_t taps; /**< 1 to 32768 */
	int64_t later; /**< by how many frames the sound comes later, beside the response; under 0: earlier, and the
			  file begins in its middle; default 0 */
	const double *constant; /**< [channels] linear, added while the file lasts; NULL: none; it lives as long as the
				   source */
	uint64_t silent_from, silent_to; /**< frames that become silence, the second exclusive; default none */
};

/** Returns a mend that changes nothing. */
struct mend mend_none(void);

/** Returns a mend by a gain and a delay in frames, which is an interpolation by a windowed sinc of 257 taps, with side
   lobes under -118 dB, to 0.9 of half the rate. Its response comes from the arena. Sets *done to false when out of
   memory, and leaves it alone else. */
struct mend mend_gain_delay(double gain, double delay, struct arena *arena, bool *done);

/** The most frames by which one side may come later than the other, either way. */
#define MEND_LATE_MOST 32000.0

/** Returns a mend of a stereo file that lets one channel, 0 or 1, come later by `delay` frames, at most MEND_LATE_MOST,
    or earlier where it is under 0. The other channel stays. The interpolation is that of mend_gain_delay(). Its
    responses come from the arena. Sets *done to false when out of memory, and leaves it alone else. */
struct mend mend_late_side(size_t channel, double delay, struct arena *arena, bool *done);

/** Makes a source of the same length that reads `source`, which stays the caller's, and changes it. It lives in the
    arena, and its free() does nothing. Returns NULL when out of memory. */
struct source *mended_source_new(struct arena *arena, struct source *source, const struct mend *mend);

#endif

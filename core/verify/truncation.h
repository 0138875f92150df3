/* Recognises what files leave in a residual that were truncated instead of rounded.
   SPDX-License-Identifier: GPL-3.0-or-later

   Rounding has no mean. Truncation takes the next lower integer, so the error of a file lies between -LSB and 0
   wherever it sounds: its mean is -LSB/2, its variance LSB^2/12 as that of rounding. FFmpeg writes pcm_s24le from
   floats so. A mix less N stems then has a constant of -LSB/2 for the mix and +LSB/2 for each stem, where they sound:
   (N - 1)/2 LSB in all. Around this constant it has the power that rounding leaves. Both are measured block by block,
   because files fall silent. */
#ifndef STEMPRINT_VERIFY_TRUNCATION_H
#define STEMPRINT_VERIFY_TRUNCATION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Frames of a block. They are long enough for a mean, and short enough for one state of all files. */
enum { TRUNCATION_BLOCK = 4096 };

/** The sums of the block of one channel that is not full yet. */
struct truncation_block {
	double sum;
	double squares;
};

/** Measures a residual. */
struct truncation_meter {
	struct truncation_block *blocks; /**< [channels] */
	size_t channels;
	size_t fill; /**< frames in the blocks, under TRUNCATION_BLOCK */
	double around; /**< sum of squares around the means of all full blocks, linear */
	double means; /**< sum of the squares of these means, once for each frame */
	double lowest, highest; /**< mean of a full block */
	uint64_t samples; /**< of all full blocks and channels */
};

/** Makes a meter that has heard nothing. Returns false when out of memory; all memory comes from the arena. */
bool truncation_init(struct truncation_meter *meter, size_t channels, struct arena *arena);

/** Takes the next frames of a channel's residual, linear. All channels take as many before truncation_advance(). */
void truncation_add(struct truncation_meter *meter, size_t channel, const double *residual, size_t frames);

/** Ends a stretch of as many frames in all channels. Together with the fill it passes no end of a block. */
void truncation_advance(struct truncation_meter *meter, size_t frames);

/** Returns the frames that the blocks still take before they are full. */
size_t truncation_room(const struct truncation_meter *meter);

/** Tells whether truncation explains the residual of a mix and its stems, of whose rounding the power is `power`
    (linear). `mix_step` is one LSB of the mix, and `stem_steps` the sum of those of the stems, each 0 where a file is
   not truncated. The means lie between -1/2 mix step and 1/2 stem steps, within five standard deviations of a mean; the
    power around them is at most `tolerance` times `power`. Returns false for less than one block. */
bool truncation_explains(const struct truncation_meter *meter, double mix_step, double stem_steps, double power,
			 double tolerance);

/** Returns the mean square of the constants, linear; 0 for less than one block. */
double truncation_power(const struct truncation_meter *meter);

#endif

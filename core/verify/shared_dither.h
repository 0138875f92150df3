/* Recognises a residual that all files share, because one program gave them the same dither.
   SPDX-License-Identifier: GPL-3.0-or-later

   FFmpeg's resampler adds the same noise d to every file (resampler_dither.h). A mix less N stems then holds it N - 1
   times, in the opposite sense, and the roundings of N + 1 files, which are independent. With the triangular dither,
   whose power is LSB^2/6, the power of the residual is

       (2 (N - 1)^2 + N + 1) LSB^2 / 12

   where independent dithers would leave 3 (N + 1) LSB^2 / 12: 5.98 dB more with eight stems. When the mix was not
   dithered, N stands in place of N - 1. The noise is known sample by sample, so nothing is left to chance: it is taken
   away, and the rest must be what rounding alone leaves. Other noise of that level, and any fault, stays in the rest.

   FFmpeg may also shape the noise. The rest is shaped by the same filter then. It is found by least squares.

   Where stems rest, they hold nothing but the dither, and their roundings are the same. Stems that are alike, or zero,
   within the peak of dither, are added to the mix again: then they are not in the sum at all. */
#ifndef STEMPRINT_VERIFY_SHARED_DITHER_H
#define STEMPRINT_VERIFY_SHARED_DITHER_H

#include "base/arena.h"
#include "verify/resampler_dither.h"
#include "verify/truncation.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SHARED_DITHER_TAPS = 24, /**< FFmpeg's longest shaper has 20 weights */
	SHARED_DITHER_LEARNING = RESAMPLER_DITHER_FRAMES + 8192 /**< frames from which the dither is known */
};

/** What is left when the mix has that dither, or has it not. */
struct shared_dither_rest {
	double amplitude; /**< of the noise in the residual, where all stems sound, linear; under 0 */
	double power; /**< of all roundings before they are shaped, linear */
	double bound; /**< the largest sum of these */
	double peak; /**< of the rest */
	double taken; /**< sum of the squares of the dither that was taken out */
	struct truncation_meter level; /**< of the rest */
};

/** Learns the dither from the first frames, and then takes it away from all. */
struct shared_dither {
	struct arena *arena;
	size_t channels, stem_count;
	double mix_step; /**< one LSB, linear */
	double *stem_steps; /**< [stem_count] */
	double stem_sum; /**< of the stems' steps */
	double *heard; /**< [SHARED_DITHER_LEARNING] the residual of the first channel */
	uint64_t frames; /**< that were taken since the beginning */
	enum resampler_dither kind;
	bool shaped;
	double shape[SHARED_DITHER_TAPS]; /**< impulse response of the shaper; the first is 1 */
	double shape_power, shape_sum; /**< sums of its squares and of its magnitudes */
	size_t mix_turn, stem_turn; /**< frames after which the noise begins again */
	double **noise; /**< [channels][RESAMPLER_DITHER_FRAMES] in LSB */
	struct shared_dither_rest rests[2]; /**< of a mix without the dither, and with it */
	bool *resting; /**< [stem_count] scratch */
};

/** What shared dither leaves by itself. Powers are mean squares and, like the bound, linear. The power is that of the
    closed form, or more: the dither that was taken out and the roundings, where stems rest or the noise begins again at
    another frame in the mix. */
struct shared_dither_floor {
	double power;
	double bound;
};

struct proof_result;

/** Tells from the figures of a proof that failed whether it is worth a look: its residual is not much louder than the
    loudest shaped dither. */
bool shared_dither_is_possible(const struct proof_result *result, const double *stem_steps, size_t stem_count);

/** Begins with a proof of files of integers, one LSB of each given. Returns NULL when out of memory; all memory comes
    from the arena. */
struct shared_dither *shared_dither_new(struct arena *arena, size_t channels, double mix_step, const double *stem_steps,
					size_t stem_count);

/** Takes the next frames of the residual of the first channel, up to SHARED_DITHER_LEARNING in all. */
void shared_dither_hear(struct shared_dither *dither, const double *residual, size_t frames);

/** Learns the kind of the dither from what was heard. Sets *found to false when there is none. Returns false when out
    of memory. After it, all frames are to be taken from the first one. */
bool shared_dither_learn(struct shared_dither *dither, bool *found);

/** Takes the next frames of all channels, residual[channel] and stems[stem][channel], linear. */
void shared_dither_add(struct shared_dither *dither, const double *const *residual, const double *const *const *stems,
		       size_t frames);

/** Tells whether shared dither explains the residual, and sets *floor then. */
bool shared_dither_explains(const struct shared_dither *dither, struct shared_dither_floor *floor);

#endif

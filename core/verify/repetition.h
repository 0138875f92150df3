/* Recognises a residual that passes the floor by chance, because few different samples return again and again.
   SPDX-License-Identifier: GPL-3.0-or-later

   The floor is what rounding errors leave on average. The mean of n squares that are independent of each other, each of
   the variance 2 of noise, lies within five standard deviations, 5 sqrt(2/n), of it. A square wave, or a test tone
   whose period is a whole number of samples, has few different samples, and where a sample returns, its error returns,
   too. If sample v makes up the share p(v) of a file, chance moves the power of its error by

       5 sqrt(2 sum of p(v)^2)

   of itself: by 0.2 with a thousand different samples, by 1 with a tone of 1 kHz at 48 kHz, and by 5 with a square
   wave. The products of two errors return where the samples of all files return, and chance moves them by the same
   formula. Dither makes samples differ. Silence has no error and does not count. The bound holds all the same: no error
   is larger than rounding makes it. */
#ifndef STEMPRINT_VERIFY_REPETITION_H
#define STEMPRINT_VERIFY_REPETITION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Samples are told apart by a hash of so many values. What different samples have in common by that is subtracted. */
enum { REPETITION_SLOTS = 4096 };

typedef uint64_t repetition_counts[REPETITION_SLOTS];

/** How often each sample returns. */
struct repetition {
	repetition_counts *counts; /**< [1 + stem_count + 1] of the mix, of each stem, and of all of them together */
	size_t stem_count;
};

struct proof_meter;
struct proof_result;

/** Tells from the figures of a proof that failed whether repetition may explain it: the peak is under the bound, and
    the rms is no further over the floor than that of square waves may be. */
bool repetition_is_possible(const struct proof_result *result);

/** Begins to count. Returns false when out of memory; all memory comes from the arena. */
bool repetition_init(struct repetition *repetition, struct arena *arena, size_t stem_count);

/** Takes the next frames of one channel: the samples of the mix, and stems[stem][channel], from frame `from` on. */
void repetition_add(struct repetition *repetition, const double *mix, const double *const *const *stems, size_t channel,
		    size_t from, size_t frames);

/** Returns the largest rms of the residual, in dBFS, that repetition explains in a proof whose frames were taken where
    the residual is not silent. The meter knows the share of each file in the floor. */
double repetition_limit_dbfs(const struct repetition *repetition, const struct proof_meter *meter,
			     const struct proof_result *result);

#endif

/* stemprint: a stem that is delayed by a fraction of a frame, and its slope over the delay.
   SPDX-License-Identifier: GPL-3.0-or-later

   A sinc under a Kaiser window delays. It needs MOVED_REACH frames on either side, so the stem is read that much
   early. */
#ifndef STEMPRINT_FORENSICS_MOVED_STEM_H
#define STEMPRINT_FORENSICS_MOVED_STEM_H

#include "base/arena.h"
#include "dsp/kernel/select.h"

#include <stdbool.h>

enum { MOVED_REACH = 48 };

/** One stem with its delay. */
struct moved_stem {
	size_t channels;
	double *taps, *slope_taps; /**< in the order of time */
	double **past; /**< [channel] what was read last, before what is read next */
	double **delayed, **slope; /**< [channel][PROOF_BLOCK] the frames that were moved last */
};

/** Makes a stem that is not delayed yet. All memory comes from the arena. Returns false when out of memory. */
bool moved_stem_init(struct moved_stem *moved, size_t channels, struct arena *arena);

/** Begins anew with this delay in frames. */
void moved_stem_start(struct moved_stem *moved, double delay);

/** Moves the next `frames` frames of a channel, at most PROOF_BLOCK, which were read MOVED_REACH frames early. */
void moved_stem_run(struct moved_stem *moved, const struct kernel *kernel, const double *column, size_t channel,
		    size_t frames);

#endif

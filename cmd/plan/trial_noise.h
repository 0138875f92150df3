/* Makes the noise that stands for sound in trials.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_NOISE_H
#define STEMPRINT_CMD_PLAN_TRIAL_NOISE_H

#include "base/arena.h"
#include "engine/source.h"

/** Makes so many seconds of pink noise of -18 dBFS, which is about as coloured and as loud as a track of a mix. The
    channels, 1 to RECIPE_CHANNELS_MAXIMUM, are independent. The arena holds the source. Returns NULL when out of
    memory. */
struct source *trial_noise_new(size_t channels, double sample_rate, double seconds, struct arena *arena);

#endif

/* stemprint: two mono files that are read as one stereo source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_PAIR_H
#define STEMPRINT_IO_AUDIO_PAIR_H

#include "engine/source.h"

/** A source of `channels` channels, an even number: left, right, left, right ... `left` and `right` have one channel,
    and the same rate and length. The pair owns both, and frees them even when it could not be made. After a failure
    its name is that of the half that failed. NULL when out of memory. */
struct source *audio_pair_new(struct source *left, struct source *right, size_t channels);

#endif

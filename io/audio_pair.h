/* stemprint: two mono files that are read as one stereo source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_PAIR_H
#define STEMPRINT_IO_AUDIO_PAIR_H

#include "engine/source.h"

/** Makes a source of `channels` channels, an even number, in the order left, right, left, right and so on. `left`
    and `right` have one channel each, and the same rate and length. The pair owns both, and frees them even when
    the pair could not be made. After a failure the name of the pair is that of the half that failed. Returns NULL
    when out of memory. */
struct source *audio_pair_new(struct source *left, struct source *right, size_t channels);

#endif

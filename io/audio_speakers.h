/* stemprint: whose loudspeakers the channels of an audio file are for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_SPEAKERS_H
#define STEMPRINT_IO_AUDIO_SPEAKERS_H

#include "base/speaker.h"

#include <sndfile.h>

/** Writes speakers[0..channels-1], at most 64. Returns true when they are as the file says (the channel mask of
    WAVE_FORMAT_EXTENSIBLE, the layout of CAF). Returns false, with speakers_wave_order(), when the file does not
    say it or names an unknown position. */
bool audio_speakers_read(SNDFILE *file, size_t channels, enum speaker *speakers);

#endif

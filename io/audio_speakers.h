/* stemprint: whose loudspeakers the channels of an audio file are for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_SPEAKERS_H
#define STEMPRINT_IO_AUDIO_SPEAKERS_H

#include "base/speaker.h"

#include <sndfile.h>

/** As the file says (the channel mask of WAVE_FORMAT_EXTENSIBLE, the layout of CAF): true. Else, and when it names a place that is not known here, in speakers_wave_order():
    false. speakers[0..channels-1], at most 64. */
bool audio_speakers_read(SNDFILE *file, size_t channels, enum speaker *speakers);

#endif

/* stemprint: the loudspeakers that a WAV file names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_WAVE_SPEAKERS_H
#define STEMPRINT_IO_WAVE_SPEAKERS_H

/** Makes the header of a complete WAV or RF64 name no loudspeakers: dwChannelMask of WAVE_FORMAT_EXTENSIBLE becomes 0, which means that the channels are
    for none. A plain header names none. The file is open for reading and writing. Returns 0, or errno. */
int wave_speakers_clear(int descriptor);

#endif

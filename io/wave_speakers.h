/* stemprint: the loudspeakers that a WAV file names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_WAVE_SPEAKERS_H
#define STEMPRINT_IO_WAVE_SPEAKERS_H

/** Makes the header of a complete WAV or RF64 name no loudspeakers: dwChannelMask of WAVE_FORMAT_EXTENSIBLE becomes 0.
    A plain header has no mask and stays as it is. The file is open for reading and writing. Returns 0, or errno. */
int wave_speakers_clear(int descriptor);

#endif

/* stemprint: the confined side of the helper that decodes sounds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_SOUND_DECODER_H
#define STEMPRINT_IO_SOUND_DECODER_H

/** Answers the requests (sound_message.h) that come through a channel, until its other end is closed. `memory` has
    SOUND_SLOTS slots. The process is confined already. */
void sound_decoder_run(int channel, unsigned char *memory);

#endif

/* stemprint: the hybrid filter bank of MP3, as its decoders undo it.
   SPDX-License-Identifier: GPL-3.0-or-later

   32 bands of a polyphase filter of 512 taps (ISO/IEC 11172-3, 3-C.1.3, table C.1), each with a lapped transform of 18
   in a long block, and butterflies between neighbouring bands against their aliases (table B.9). The bank finds the
   coefficients that a decoder has turned into sound again, but for 2 parts in 10,000. */
#ifndef STEMPRINT_MEASURE_HYBRID_BANK_H
#define STEMPRINT_MEASURE_HYBRID_BANK_H

#include "base/arena.h"

#include <stddef.h>

enum { HYBRID_HOP = 576, HYBRID_SPAN = 512 + 32 * 35, HYBRID_SAMPLES = HYBRID_HOP + HYBRID_SPAN };

struct hybrid_bank;

/** Makes a bank. All memory comes from the arena. Returns NULL when out of memory. */
struct hybrid_bank *hybrid_bank_new(struct arena *arena);

/** Takes HYBRID_SAMPLES samples, which stay where they are. */
void hybrid_bank_load(struct hybrid_bank *bank, const double *samples);

/** Writes the HYBRID_HOP coefficients of the frame that begins at loaded sample `at`, up to HYBRID_HOP. They are 16
    times those of a decoder whose full scale is 1. */
void hybrid_bank_run(struct hybrid_bank *bank, size_t at, double *coefficients);

#endif

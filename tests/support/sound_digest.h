/* stemprint tests: the hash of a sound, by the formula of the reference.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SOUND_DIGEST_H
#define STEMPRINT_TESTS_SOUND_DIGEST_H

#include "support/sound.h"

enum { SOUND_DIGEST_ROOM = 33 };

/** Writes 32 hexadecimal digits. It hashes whole columns at once, and shares nothing with io/sound_hash.c but the
    library. The sound has at most 8 channels. */
void sound_digest(const struct sound *sound, char digits[SOUND_DIGEST_ROOM]);

#endif

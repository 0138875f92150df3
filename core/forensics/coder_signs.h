/* stemprint: what a lossy coder did to a file, beside its frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CODER_SIGNS_H
#define STEMPRINT_FORENSICS_CODER_SIGNS_H

#include "forensics/forensics_case.h"

/** Measures the file `file` (0 the mix, then the stems from 1), which went through `coder`:

    - The band edge is the frequency above which it has next to nothing where the other files say that it should have
      something: the low pass of the encoder.
    - A coder spreads its error over a whole frame, and so over the soft sound before an attack (pre-echo): the level
      there is the mean over five attacks and more.
    - The bit rates are those at which LAME sets its low pass near that edge by default, for two channels (LAME 3.100,
      lame.c, optimum_bandwidth()). They are told of MP3 alone: other encoders set theirs each in its own way. */
struct coding coder_signs(const struct forensics_case *evidence, size_t file, enum coder coder);

#endif

/* Computes dither that depends only on the seed, the file, the channel and the frame.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_DITHER_H
#define STEMPRINT_DSP_DITHER_H

#include <stddef.h>
#include <stdint.h>

/** Writes triangular dither from -1 to +1 LSB (the difference of two uniform values) for `frames` frames from
   first_frame on. With it the error of quantising is white, 0.5 LSB rms, and neither its mean nor its power follows the
   signal (Lipshitz, Wannamaker, Vanderkooy, JAES 1992). It runs over silence too: if the noise of a file came and went
   with the music it would betray its edits, and a stem of digital silence has the same noise floor as all others.

    `key` is the stream_key() of the file's name within its print ("stems/vocals.wav") and the channel, so that the
    dithers of stems add in power and not in amplitude. Each frame is one step of SplitMix64 (Steele, Lea, Flood, OOPSLA
    2014), reached directly by integers, so that frames may come in any cut and any order. */
void dither_tpdf(uint64_t key, uint64_t first_frame, double *out, size_t frames);

#endif

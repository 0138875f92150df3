/* stemprint: a copy of sound for the ears, as Ogg Opus in memory.
   SPDX-License-Identifier: GPL-3.0-or-later

   The codec is libopus, behind libsndfile. The bytes depend on the samples, on the version of both libraries and, where
   libopus takes other instructions, on the CPU; never on time or chance. */
#ifndef STEMPRINT_IO_OPUS_COPY_H
#define STEMPRINT_IO_OPUS_COPY_H

#include "base/status.h"
#include "io/problem.h"

#include <stddef.h>

/** The rate of the sound, Hz, and most channels of a copy. */
enum { OPUS_COPY_RATE = 48000, OPUS_COPY_CHANNELS_MAXIMUM = 8 };

struct opus_copy;

/** Begins a copy of 1 to OPUS_COPY_CHANNELS_MAXIMUM channels. It aims at `bits_per_second` for each channel, 6000 to
    256000, and `most_bytes` bounds its length. Returns NULL, with the
    problem, when out of memory or when libsndfile has no Opus. The caller frees it. */
struct opus_copy *opus_copy_new(size_t channels, unsigned bits_per_second, size_t most_bytes, struct problem *problem);

/** Takes the next frames at OPUS_COPY_RATE. Samples beyond full scale are limited to it. Returns LIMIT when the copy
    grows beyond its bound, or NO_MEMORY. */
enum status opus_copy_add(struct opus_copy *copy, const double *const *columns, size_t frames) MUST_CHECK;

/** Ends the copy, which takes no more frames. Returns what opus_copy_add() does. */
enum status opus_copy_finish(struct opus_copy *copy) MUST_CHECK;

/** Returns the bytes of a finished copy, which owns them. */
const unsigned char *opus_copy_bytes(const struct opus_copy *copy, size_t *length);

/** NULL is fine. */
void opus_copy_free(struct opus_copy *copy);

#endif

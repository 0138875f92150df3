/* stemprint: one sample rate into another, as a stream.
   SPDX-License-Identifier: GPL-3.0-or-later

   The resampler is soxr at its "very high quality": flat within 0.01 dB to 0.4535 of the lower rate, images and
   aliases under -170 dB, linear phase. soxr alone treats the edges of a file as if the sound went on; here what is
   outside is silence, so that an impulse at frame n lands at n to/from wherever it stands. soxr picks its SIMD by
   the CPU: equal bytes are promised per class of CPU. */
#ifndef STEMPRINT_IO_RESAMPLE_H
#define STEMPRINT_IO_RESAMPLE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct resampler;

/** Returns round(frames * to / from), with halves up. */
uint64_t resampled_frames(uint64_t frames, unsigned from, unsigned to);

/** Serves the next `frames` input frames, zeros past the end. */
typedef enum status resampler_pull(void *context, double *const *columns, size_t frames);

/** Makes a resampler. Returns NULL when out of memory. The rates are in Hz, 1 and more, and differ. The caller
    frees it. */
struct resampler *resampler_new(unsigned from, unsigned to, size_t channels, resampler_pull *pull, void *context);

/** Reads the next `frames` output frames, without an end. The bits do not depend on the cuts. If `pull` returns
    anything but OK, the call ends with that status. Returns NO_MEMORY if soxr fails. */
enum status resampler_read(struct resampler *resampler, double *const *columns, size_t frames) MUST_CHECK;

/** Returns the resampler to the state of a new one; the input starts anew, too. */
enum status resampler_reset(struct resampler *resampler) MUST_CHECK;

void resampler_free(struct resampler *resampler);

#endif

/* stemprint: one sample rate into another, as a stream.
   SPDX-License-Identifier: GPL-3.0-or-later

   A frame of output is a weighted sum of the input around it (dsp/sinc_filter.h). The filter has linear phase. It is
   flat within 0.01 dB up to 0.4535 of the lower rate; images and aliases are under -170 dB. What is outside of the
   input is silence, so that an impulse at frame n lands at n to/from wherever it stands. The bits are equal on every
   CPU.

   Up to 2048 frames to a period of both rates, the filter has a row of weights for each place between two frames: 44.1
   and 48 kHz have a period of 147 and 160. A rarer ratio interpolates between rows. */
#ifndef STEMPRINT_IO_RESAMPLE_H
#define STEMPRINT_IO_RESAMPLE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** No sound gets a higher peak by more than this factor: the magnitudes of any response of the filter add up to less.
 */
#define RESAMPLER_RAISE 3.0

struct resampler;

/** Returns round(frames * to / from), with halves up. */
uint64_t resampled_frames(uint64_t frames, unsigned from, unsigned to);

/** Returns how many frames of input before and after a frame decide the bits of what becomes of it: those of 128
   periods of the lower rate. */
uint64_t resampler_reach(unsigned from, unsigned to);

/** Serves the next `frames` input frames, zeros past the end. */
typedef enum status resampler_pull(void *context, double *const *columns, size_t frames);

/** Takes the next `frames` output frames. */
typedef enum status resampler_push(void *context, const double *const *columns, size_t frames);

/** Makes a resampler, which is read with `pull`, or fed without (NULL). Returns NULL when out of memory. The rates are
    in Hz, 1 and more, and differ. The caller frees it. */
struct resampler *resampler_new(unsigned from, unsigned to, size_t channels, resampler_pull *pull, void *context);

/** Reads the next `frames` output frames, without an end. The bits do not depend on the cuts. If `pull` returns
    anything but OK, the call ends with that status. */
enum status resampler_read(struct resampler *resampler, double *const *columns, size_t frames) MUST_CHECK;

/** Feeds the next `frames` input frames. `push` gets all output that they complete, in blocks of any length, and with
    `context`. The bits do not depend on the cuts. If `push` returns anything but OK, the call ends with that status. */
enum status resampler_feed(struct resampler *resampler, const double *const *columns, size_t frames,
			   resampler_push *push, void *context) MUST_CHECK;

/** Ends the input: `push` gets the rest of the output, which has resampled_frames() of all that was fed. */
enum status resampler_end(struct resampler *resampler, resampler_push *push, void *context) MUST_CHECK;

/** Returns the resampler to the state of a new one; the input starts anew, too. */
void resampler_reset(struct resampler *resampler);

void resampler_free(struct resampler *resampler);

#endif

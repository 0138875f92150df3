/* stemprint: the frames in which coders of sound work, and how sparse a frame is.
   SPDX-License-Identifier: GPL-3.0-or-later

   A coder transforms frames of a fixed length, and rounds the coefficients, many of them to 0. A transform of the
   decoded sound in the same frames has these zeros again. One sample off, they are gone. The share of coefficients
   that lie 27 dB under the rms of their band is 4 % in any sound, and more where a coder's frame begins.

   MP3: 32 bands of a polyphase filter, each with a lapped transform of 18 (ISO/IEC 11172-3). The filter in here is a
   sinc under a Kaiser window; only the 8 coefficients in the middle of every second band are looked at, where the
   filters do not differ. AAC: a lapped transform of 1024 under a sine window, or one derived from Kaiser's
   (ISO/IEC 14496-3). Vorbis: one of 1024 under a window of its own, in long blocks (Vorbis I specification, 1.3.2).
   Opus: one of 960, whose windows overlap by 120, after a pre-emphasis of 0.85 (RFC 6716, CELT). */
#ifndef STEMPRINT_MEASURE_CODER_FRAME_H
#define STEMPRINT_MEASURE_CODER_FRAME_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum coder { CODER_NONE, CODER_MP3, CODER_AAC, CODER_OPUS, CODER_VORBIS };

enum { CODER_FRAME_WINDOWS = 3 };

/** Returns the name of a coder: "MP3". Static text; CODER_NONE has "". */
const char *coder_name(enum coder coder);

/** Counts of coefficients: all that stand over the rounding of 16 bits with their band, and the small ones of these. */
struct sparseness {
	size_t count, small;
};

struct coder_frame {
	size_t hop; /**< frames of sound from one frame of the coder to the next: 1 to 1024 */
	size_t span; /**< samples that a frame takes */
	size_t window_count; /**< 1 to 3 */
	enum coder coders[CODER_FRAME_WINDOWS]; /**< [window] which coder has it */
	struct coder_bank *bank;
};

/** Makes the frames of MP3 (hop 576), of AAC and Vorbis (hop 1024), or of Opus (hop 960). All memory comes from the
    arena. Returns NULL when out of memory. */
struct coder_frame *coder_frame_new(struct arena *arena, size_t hop);

/** Takes the samples in which frames are looked at: `count` up to CODER_SAMPLES. */
enum { CODER_SAMPLES = 16384 };
void coder_frame_load(struct coder_frame *frame, const double *samples, size_t count);

/** Looks at the frame whose first sample is loaded sample `at`; at + span <= count. */
struct sparseness coder_frame_look(struct coder_frame *frame, size_t window, size_t at);

/** Write the 2 hop values of a window: of AAC the sine, and the root of the running sum of Kaiser's; of Vorbis. */
void coder_sine_window(double *window, size_t hop);
void coder_kaiser_window(double *window, size_t hop);
void coder_smooth_window(double *window, size_t hop);

/** Writes the 2 hop values of the window of Opus, of frames of 20 ms at 48 kHz. */
void coder_opus_window(double *window, size_t hop);

/** Opus takes so much of the sample before from each. */
#define CODER_OPUS_EMPHASIS 0.85

#endif

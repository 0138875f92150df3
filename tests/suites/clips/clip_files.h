/* stemprint tests: the files that clips are cut from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CLIP_FILES_H
#define STEMPRINT_TESTS_CLIP_FILES_H

#include "support/sound.h"

enum { TONE_RATE = 44100, TONE_FRAMES = 3 * TONE_RATE, NOISE_RATE = 48000, NOISE_FRAMES = 2 * NOISE_RATE };

/** Returns the sound of tone.wav at a time in frames of the file, also between frames: partials up to 9 kHz that swell
    and fade. It is silent outside of the file. The channel is 0 or 1. */
double clip_tone(double frame, unsigned channel);

/** Writes stereo.wav and mono.wav (noise, 48 kHz) and tone.wav (44.1 kHz, stereo), all float64, into the scratch
    folder. */
void clip_files_write(void);

/** Writes a recipe into the scratch folder, and renders it with one option, which may be NULL. */
void clip_render(const char *name, const char *yaml, const char *option, const char *value);

#endif

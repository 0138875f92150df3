/* stemprint tests: presets that are rendered in memory, and measurements of them.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sources are files of fixtures/ by their path ("big-band/kick.flac"; mono, channel 1 of it), or these words:

       tone-FREQ-LEVEL.wav             a sine of FREQ Hz, peak LEVEL dBFS
       burst-FREQ-LEVEL-FROM-TO.wav    the same from FROM to TO, in ms
       level-LEVEL.wav                 a constant
       impulse.wav                     1 at frame 0 */
#ifndef STEMPRINT_TESTS_PRESET_TAKE_H
#define STEMPRINT_TESTS_PRESET_TAKE_H

#include "support/rendering.h"

/** Renders a recipe of 48 kHz. Any error fails the test. The caller calls rendering_release(). */
void preset_take(const char *yaml, double seconds, struct rendering *take);

/** Returns the columns of a tap of that name. */
const struct memory_printer *preset_tap(const struct rendering *take, const char *name);

/** Returns the peak of one channel from a time to another, in dBFS. */
double preset_peak_db(const struct memory_printer *print, size_t channel, double from, double to);

/** Returns the level of one frequency in channel 0 from a time to another, as the peak of a sine in dBFS. The span
 * should hold whole periods. */
double preset_tone_db(const struct memory_printer *print, double frequency, double from, double to);

/** Finds the least and the mean gain in dB from one print to another, over the frames where the first is above -50
 * dBFS. The processors between them only multiply. */
void preset_gain_db(const struct memory_printer *before, const struct memory_printer *after, double from, double to,
		    double *least, double *mean);

#endif

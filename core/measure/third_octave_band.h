/* stemprint: the one grid of third octaves, by which all spectra are read.
   SPDX-License-Identifier: GPL-3.0-or-later

   Bands as in IEC 61260-1:2014, base ten: centres 1000 * 10^(n/10) Hz, n from -16 (25 Hz) to 13 (20 kHz); the edges lie
   a factor of 10^(1/20) to either side, so that bands touch. Band 0 is the lowest. */
#ifndef STEMPRINT_MEASURE_THIRD_OCTAVE_BAND_H
#define STEMPRINT_MEASURE_THIRD_OCTAVE_BAND_H

#include <stddef.h>

enum { THIRD_OCTAVE_LOWEST = -16, THIRD_OCTAVE_HIGHEST = 13 };
enum { THIRD_OCTAVE_BANDS = THIRD_OCTAVE_HIGHEST - THIRD_OCTAVE_LOWEST + 1 };

/** Returns the exact centre of a band, 0 to THIRD_OCTAVE_BANDS - 1, in Hz. */
double third_octave_centre(size_t band);

/** Returns the lower edge of a band, 0 to THIRD_OCTAVE_BANDS, in Hz. It is the upper edge of the band before, so the
    last number gives the upper edge of the highest band. */
double third_octave_edge(size_t band);

/** Returns the nominal name of a band, 0 to THIRD_OCTAVE_BANDS - 1: "25 Hz", "31.5 Hz", "1.25 kHz". Static text. */
const char *third_octave_name(size_t band);

#endif

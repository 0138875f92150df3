/* Declares the bands of an equaliser as recipes write them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_EQ_BANDS_H
#define STEMPRINT_PROCESSORS_EQ_BANDS_H

#include "base/arena.h"
#include "dsp/filter_prototype.h"
#include "processors/parameter.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	EQ_BANDS_MAXIMUM = 32, /**< the most bands of one equaliser */
	EQ_BAND_FIELDS = 5, /**< type, freq, gain, q, slope */
};

/** The table of the fields of one band: with frequency, gain and q that automation may move, and with none. */
extern const struct parameter eq_band_fields[EQ_BAND_FIELDS];
extern const struct parameter eq_still_band_fields[EQ_BAND_FIELDS];

/** The row of a parameter table that holds bands with one of these tables. */
#define EQ_BANDS_PARAMETER(table)                                                                                      \
	{                                                                                                              \
		.name = "bands", .help = "the bands, one after the other; none: the signal passes as it is",           \
		.type = PARAMETER_LIST, .fields = (table), .field_count = EQ_BAND_FIELDS,                              \
		.item_maximum = EQ_BANDS_MAXIMUM,                                                                      \
	}

/** Says what the bands are, for descriptions of processors. */
#define EQ_BANDS_FORMULAS                                                                                              \
	"With s = j f/freq, A = 10^(gain/40) (R. Bristow-Johnson's cookbook, 1998):\n"                                 \
	"  bell       (s^2 + s A/q + 1) / (s^2 + s/(A q) + 1): `gain` at freq, 0 dB far from it; "                     \
	"q is that of the resonance at half the gain in dB\n"                                                          \
	"  lowshelf   A (s^2 + s sqrt(A)/q + A) / (A s^2 + s sqrt(A)/q + 1): `gain` below, "                           \
	"half of it at freq, 0 dB above; over q 0.7071 the shelf overshoots\n"                                         \
	"  highshelf  the same, mirrored\n"                                                                            \
	"  highpass   `slope` 6 to 48 dB/oct in steps of 6, Butterworth: -3.01 dB at freq; "                           \
	"at 12 dB/oct `q` may be given: s^2 / (s^2 + s/q + 1), which is q in linear gain at freq\n"                    \
	"  lowpass    the same, mirrored\n"                                                                            \
	"  bandpass   (s/q) / (s^2 + s/q + 1): 0 dB at freq, 6 dB/oct on both sides, "                                 \
	"bandwidth freq/q between the -3 dB points\n"                                                                  \
	"  notch      (s^2 + 1) / (s^2 + s/q + 1): silence at freq, -3 dB points freq/q apart\n"                       \
	"  tilt       (A s + 1) / (s + A): -gain/2 at 0 Hz, 0 dB at freq, +gain/2 far above; "                         \
	"a positive gain brightens\n"

/** Says what is not allowed, for descriptions of processors. */
#define EQ_BANDS_RULES                                                                                                 \
	"`gain` on a band that has none, `slope` on other than passes and `q` beside another slope than "              \
	"12 dB/oct are errors, not ignored."

/** Returns the band that an item of the list describes: frequency in Hz, gain in dB, slope in dB per octave. */
struct filter_band eq_band(const struct parameter_value *fields);

/** Says whether a band whose values range between these moves. */
bool eq_band_moves(const struct parameter_value *least, const struct parameter_value *greatest);

/** Says whether all bands are possible at this sample rate (Hz). If not, it sets *problem and *at as a processor's
    shape() does; the text may come from the arena. */
bool eq_bands_check(const struct parameter_value *bands, double sample_rate, struct arena *arena, const char **problem,
		    struct location *at);

#endif

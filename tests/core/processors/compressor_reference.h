/* Computes a compressor anew from the formulas, sample by sample, in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_COMPRESSOR_REFERENCE_H
#define STEMPRINT_TESTS_COMPRESSOR_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

enum { REFERENCE_CHANNELS_MAXIMUM = 16 };

/** The parameters of the processor, in its units: dB, seconds, Hz, fractions. */
struct compressor_settings {
	double sample_rate;
	double threshold, ratio, knee;
	double attack, release, lookahead;
	double makeup, mix, range;
	bool rms;
	double rms_time;
	double link;
	double highpass, lowpass; /**< 0: off */
};

/** The processor's defaults, as its reference states them, at 48 kHz. */
struct compressor_settings compressor_settings_default(void);

/** The level that comes out in dB for a steady level that goes in, without makeup: Giannoulis, Massberg, Reiss, JAES
    2012, eq. 4. */
long double reference_curve(const struct compressor_settings *settings, long double level_db);

/** The linear gain of each channel at each frame, gains[channel][frame], from what is heard[0 .. heard_channels-1].
    Lookahead delays the audio, not this. */
void reference_gains(const struct compressor_settings *settings, size_t channels, size_t heard_channels,
		     const double *const *heard, size_t frames, long double *const *gains);

#endif

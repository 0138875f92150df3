/* stemprint tests: what a parameter does, as rows that are measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CLAIM_H
#define STEMPRINT_TESTS_CLAIM_H

#include "processors/processor.h"

/** The input: one second at 48 kHz. Left and right are alike unless the name says otherwise. */
enum stimulus {
	IMPULSE, /**< the value 1 at frame 100 */
	NOISE, /**< white noise with a peak of -12 dBFS, different on each side */
	MONO_NOISE, /**< the same noise on both sides */
	LEFT_NOISE, /**< noise on the left side alone */
	TONE, /**< 1 kHz, -6 dBFS */
	LOW_TONE, /**< 100 Hz, -6 dBFS */
	QUARTER_TONE, /**< 12 kHz at 0 dBFS, whose peaks between the samples are 3 dB higher */
	STEP, /**< 1 kHz at -40 dBFS, from 0.2 s on at -6 dBFS, and from 0.5 s on at -40 dBFS again */
	LEFT_STEP, /**< the same on the left side, and -40 dBFS throughout on the right */
	STROKES, /**< noise that begins at once and dies away by 60 dB in 0.2 s, four times a second */
	OFFSET, /**< the constant 0.5 */
	CLICKS, /**< 300 Hz at -12 dBFS over noise at -72 dBFS; from 0.1 s on every 0.1 s 12 samples of noise at -24
		   dBFS */
	ESSES, /**< 300 Hz at -12 dBFS, and from 0.3 to 0.6 s noise above 5 kHz at -12 dBFS */
};

/** What is measured of the output, over all channels unless the name says otherwise. */
enum measurable {
	LEVEL, /**< RMS, dB */
	PEAK, /**< the peak of the samples, dB */
	LEVEL_AT, /**< the level of the frequency `at`, dB */
	LEFT, /**< the level of the left relative to the right side, dB */
	WIDTH, /**< the level of the sides relative to the middle, dB */
	LIKENESS, /**< the correlation of left and right */
	MEAN, /**< of the samples */
	CHANGE, /**< the level of the difference to the input, both aligned by the latency, dB */
	DISTORTION, /**< the level of everything but the frequency `at`, relative to the whole, after the first 0.1 s,
		       dB */
	ARRIVAL, /**< the time of the first sound above -60 dB of the loudest, seconds */
	CREST_AT, /**< the time of the loudest sample, seconds */
	CENTRE, /**< the centre of the energy, seconds */
	RIPPLE, /**< the largest level of 10 ms relative to the smallest, dB */
	SWINGS, /**< how often the level of 5 ms crosses its mean */
	LATENCY, /**< frames */
	TAIL, /**< seconds */
};

enum direction {
	RISES,
	FALLS,
	MOVES, /**< it rises or falls: the help names no direction */
};

/** A row claims: with `parameter` at `high` instead of `low`, and everything else as in `settings`, the measurable
 * rises, falls or moves by `by` or more. Settings are written "threshold=-30 bands.freq=1000", in the unit that the
 * quantity keeps (seconds, Hz, dB, shares of 1). A word has an underscore for each blank. A key is "none" or "strip"; a
 * file is "short" or "long". */
struct claim {
	const char *processor, *parameter;
	const char *low, *high;
	const char *settings;
	enum stimulus stimulus;
	enum measurable measurable;
	enum direction direction;
	double by;
	double at; /**< Hz; 0 when the measurable needs no frequency */
	double from, to; /**< the seconds of the output that count; 0, 0: all */
};

/** These macros write rows that measure the whole second, a part of it, or one frequency. */
#define CLAIM(processor, parameter, low, high, settings, stimulus, measurable, direction, by)                          \
	{                                                                                                              \
		processor, parameter, low, high, settings, stimulus, measurable, direction, by, 0.0, 0.0, 0.0          \
	}
#define CLAIM_WITHIN(from, to, processor, parameter, low, high, settings, stimulus, measurable, direction, by)         \
	{                                                                                                              \
		processor, parameter, low, high, settings, stimulus, measurable, direction, by, 0.0, from, to          \
	}
#define CLAIM_AT(at, processor, parameter, low, high, settings, stimulus, measurable, direction, by)                   \
	{                                                                                                              \
		processor, parameter, low, high, settings, stimulus, measurable, direction, by, at, 0.0, 0.0           \
	}

#define CLAIM_AT_WITHIN(at, from, to, processor, parameter, low, high, settings, stimulus, measurable, direction, by)  \
	{                                                                                                              \
		processor, parameter, low, high, settings, stimulus, measurable, direction, by, at, from, to           \
	}

/** The tables of rows. Each table ends with a row that names no processor. */
extern const struct claim claims_levels[], claims_filters[], claims_dynamics[], claims_spaces[], claims_colour[];

/** Returns by how much the measurable is greater with the high value. Stops the test on a row that makes no sense. */
double claim_difference(const struct claim *claim);

/** Returns a text like "compressor, ratio 2 -> 8". The next call overwrites it. */
const char *claim_name(const struct claim *claim);

#endif

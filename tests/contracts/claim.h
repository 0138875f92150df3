/* stemprint tests: what a parameter is said to do, as rows that are measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CLAIM_H
#define STEMPRINT_TESTS_CLAIM_H

#include "processors/processor.h"

/** What comes in: one second at 48 kHz, left and right alike where nothing else is said. */
enum stimulus {
	IMPULSE, /**< 1 at frame 100 */
	NOISE, /**< white, -12 dBFS peak, other noise on each side */
	MONO_NOISE, /**< the same on both */
	LEFT_NOISE, /**< on the left side alone */
	TONE, /**< 1 kHz, -6 dBFS */
	LOW_TONE, /**< 100 Hz, -6 dBFS */
	QUARTER_TONE, /**< 12 kHz, between whose samples lie peaks 3 dB above them, 0 dBFS */
	STEP, /**< 1 kHz: -40 dBFS, from 0.2 s -6, from 0.5 s -40 again */
	LEFT_STEP, /**< the same on the left, -40 dBFS throughout on the right */
	STROKES, /**< noise that begins at once and dies away by 60 dB in 0.2 s, four times a second */
	OFFSET, /**< 0.5 */
	ESSES, /**< 300 Hz at -12 dBFS, and from 0.3 to 0.6 s noise above 5 kHz at -12 dBFS */
};

/** What is measured of what comes out, over all channels where nothing else is said. */
enum measurable {
	LEVEL, /**< RMS, dB */
	PEAK, /**< of the samples, dB */
	LEVEL_AT, /**< of the frequency `at`, dB */
	LEFT, /**< level of the left against the right side, dB */
	WIDTH, /**< level of the sides against the middle, dB */
	LIKENESS, /**< correlation of left and right */
	MEAN, /**< of the samples */
	CHANGE, /**< level of what differs from the input, both aligned by the latency, dB */
	DISTORTION, /**< level of all but the frequency `at`, against the whole, dB, once it has settled for 0.1 s */
	ARRIVAL, /**< of the first sound above -60 dB of the loudest, seconds */
	CREST_AT, /**< of the loudest sample, seconds */
	CENTRE, /**< of the energy, seconds */
	RIPPLE, /**< largest against smallest level of 10 ms, dB */
	SWINGS, /**< times that the level of 5 ms crosses its mean */
	LATENCY, /**< frames */
	TAIL, /**< seconds */
};

enum direction {
	RISES,
	FALLS,
	MOVES, /**< either way: where what is said has no direction */
};

/** With `parameter` at `high` in place of `low`, all else as in `settings`, the measurable rises, falls or moves by
   `by` or more. Settings are written "threshold=-30 bands.freq=1000", in the unit that the quantity keeps (seconds, Hz,
   dB, shares of 1), words with an underscore for each blank. A key is "none" or "strip"; a file "short" or "long". */
struct claim {
	const char *processor, *parameter;
	const char *low, *high;
	const char *settings;
	enum stimulus stimulus;
	enum measurable measurable;
	enum direction direction;
	double by;
	double at; /**< Hz; 0 where not asked for */
	double from, to; /**< seconds of what comes out; 0, 0: all */
};

/** Rows of which the whole second counts, or a part of it, or one frequency. */
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

/** Tables of rows; each ends with a row that names no processor. */
extern const struct claim claims_levels[], claims_filters[], claims_dynamics[], claims_spaces[], claims_colour[];

/** By how much the measurable is greater with the high value. Stops the test on a row that makes no sense. */
double claim_difference(const struct claim *claim);

/** "compressor, ratio 2 -> 8". Static, overwritten by the next call. */
const char *claim_name(const struct claim *claim);

#endif

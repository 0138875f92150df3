/* Reads and writes values with units, by the one table of units.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_QUANTITY_H
#define STEMPRINT_BASE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

/** A quantity says what a number measures. It fixes the units that may be written, the unit of a bare number, and
    the unit in which the value is kept (in parentheses). */
enum quantity {
	QUANTITY_PLAIN, /**< a number without a unit: Q, channel numbers, seeds */
	QUANTITY_GAIN, /**< dB, "-inf dB" too (dB) */
	QUANTITY_LEVEL, /**< dB or dBFS (dBFS) */
	QUANTITY_TRUE_PEAK, /**< dBTP (dBTP) */
	QUANTITY_LOUDNESS, /**< LUFS or LKFS (LUFS) */
	QUANTITY_LOUDNESS_RANGE, /**< LU (LU) */
	QUANTITY_FREQUENCY, /**< Hz, kHz (Hz) */
	QUANTITY_TIME, /**< s, ms, min, samples, note values 1/8 1/8d 1/8t, beats, bars (seconds); a bare number is
		   milliseconds */
	QUANTITY_PERCENT, /**< % (a fraction: 30 % is 0.3) */
	QUANTITY_RATIO, /**< 4, 4:1, inf */
	QUANTITY_PAN, /**< "30 L", "12 R", "C", or -100..100 (-1 is hard left, +1 hard right) */
	QUANTITY_TEMPO, /**< bpm (beats a minute) */
	QUANTITY_SLOPE, /**< dB/oct (dB per octave) */
	QUANTITY_SAMPLE_RATE, /**< Hz, kHz (Hz) */
	/** A time, or a bar and a beat, or a marker, counted from the session's start (seconds). recipe/position.h
	   reads it; quantity_parse() reads times alone. */
	QUANTITY_POSITION,
	/** A time whose note values, beats and bars have the tempo and the metre of where it lies in the session
	    (seconds). recipe/position.h reads it; quantity_parse() takes those of the time base. */
	QUANTITY_DURATION,
};

/** What the number of a time counts. A quarter is a quarter note; beats and bars depend on the metre. */
enum time_unit { TIME_SECONDS, TIME_QUARTERS, TIME_BEATS, TIME_BARS };

/** A time base measures samples, note values, beats and bars. A tempo_bpm of 0 means that the recipe names no tempo. A
    note value is a fraction of a whole note of four quarters: d is dotted (x 1.5), t a triplet (x 2/3). */
struct time_base {
	double sample_rate;
	double tempo_bpm; /**< quarter notes a minute */
	double beat_quarters; /**< the quarter notes of a beat; 0 means 1 */
	double bar_quarters; /**< the quarter notes of a bar; 0 means 4 */
};

/** Reads the whole of `text`. White space may stand around the number and before the unit; the locale has no
    effect. On success *value is finite, or infinite where the quantity knows "inf". Otherwise it returns false, and
    *problem is a static phrase with the remedy ("a time is written like 5 ms, 1.6 s, 480 samples or 1/8d"). */
bool quantity_parse(const char *text, size_t length, enum quantity quantity, const struct time_base *base,
		    double *value, const char **problem);

/** Reads a time without a tempo: *amount in *unit. Samples, ms, s and min become seconds. Otherwise it returns false,
 *and problem is a static phrase with the remedy. */
bool quantity_parse_time(const char *text, size_t length, double sample_rate, double *amount, enum time_unit *unit,
			 const char **problem);

/** Writes the value as a recipe would ("3.2 kHz", "12 L", "480 ms") into `text`, always with a terminating zero.
    Returns text. */
const char *quantity_format(enum quantity quantity, double value, char *text, size_t capacity);

/** Returns the static phrase with the remedy for what is no such quantity. */
const char *quantity_remedy(enum quantity quantity);

/** Returns the units that a number of this quantity may have, one by one: the first one is that of a bare number. *size
    is the unit in the one that is kept; it is negative for the left side. Returns NULL after the last one. */
const char *quantity_unit_at(enum quantity quantity, size_t index, double *size);

/** Returns the unit of a bare number as the reference names it: "dB", "Hz", "ms"; "" for none. */
const char *quantity_unit(enum quantity quantity);

#endif

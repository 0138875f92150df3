/* Declares the parameters of what moves by itself: tremolo, auto-pan, chorus, flanger, phaser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_MODULATION_H
#define STEMPRINT_PROCESSORS_MODULATION_H

#include "dsp/oscillator.h"
#include "processors/processor.h"

#include <stdbool.h>
#include <stdint.h>

/** The shortest period, in seconds, and its rate, in Hz. */
#define MODULATION_PERIOD_MINIMUM 0.01
#define MODULATION_RATE_MAXIMUM 100.0

/** Rows for parameter tables:
    rate in Hz, from 0.01 to MODULATION_RATE_MAXIMUM; its default is the argument;
    period in seconds, from MODULATION_PERIOD_MINIMUM to 100, which replaces the rate; default 0: none;
    start in degrees, 0 to 360; default 0;
    phase from channel to channel in degrees, 0 to 360; its default is the argument;
    shape, one of the words; default the first of them, a sine;
    smoothing of edges in seconds, 0.0001 to 0.1; default 0.005. */
#define MODULATION_RATE_ROW(hertz)                                                                                     \
	{                                                                                                              \
		.name = "rate", .help = "turns of the modulation in a second", .type = PARAMETER_NUMBER,               \
		.quantity = QUANTITY_FREQUENCY, .minimum = 0.01, .maximum = MODULATION_RATE_MAXIMUM,                   \
		.fallback = (hertz)                                                                                    \
	}
#define MODULATION_PERIOD_ROW                                                                                          \
	{                                                                                                              \
		.name = "period",                                                                                      \
		.help = "time of one turn instead of 'rate', note values too; left out or 0: by 'rate'",               \
		.type = PARAMETER_NUMBER, .quantity = QUANTITY_TIME, .minimum = 0.0, .maximum = 100.0, .fallback = 0.0 \
	}
#define MODULATION_START_ROW                                                                                           \
	{                                                                                                              \
		.name = "start", .help = "where in its turn the modulation is when the session starts, in degrees",    \
		.type = PARAMETER_NUMBER, .quantity = QUANTITY_PLAIN, .minimum = 0.0, .maximum = 360.0,                \
		.fallback = 0.0                                                                                        \
	}
#define MODULATION_PHASE_ROW(degrees)                                                                                  \
	{                                                                                                              \
		.name = "phase",                                                                                       \
		.help = "by how much each channel is ahead of the one before, in degrees; 0: all alike",               \
		.type = PARAMETER_NUMBER, .quantity = QUANTITY_PLAIN, .minimum = 0.0, .maximum = 360.0,                \
		.fallback = (degrees)                                                                                  \
	}
#define MODULATION_SHAPE_ROW(words)                                                                                    \
	{                                                                                                              \
		.name = "shape", .help = "what a turn looks like; random: a new value each turn, smoothly reached",    \
		.type = PARAMETER_CHOICE, .choices = (words), .fallback = 0                                            \
	}
#define MODULATION_SMOOTHING_ROW                                                                                       \
	{                                                                                                              \
		.name = "smoothing", .help = "length of the edges of square and ramps, which would click without",     \
		.type = PARAMETER_NUMBER, .quantity = QUANTITY_TIME, .minimum = 0.0001, .maximum = 0.1,                \
		.fallback = 0.005                                                                                      \
	}

/** The words for MODULATION_SHAPE_ROW: the shapes without edges, and all shapes. Each list ends with NULL; the index of
    a word is what modulation_shape() takes. */
extern const char *const modulation_smooth_shapes[];
extern const char *const modulation_shapes[];

/** Returns the shape that the value of the parameter `shape` chooses. */
enum oscillator_shape modulation_shape(const struct parameter_value *value);

/** Returns the rate in Hz: the inverse of the period where one is given, else the rate. */
double modulation_rate(const struct parameter_value *rate, const struct parameter_value *period);

/** Says whether the two go together, for shape(): only one of them may be given. If not, it sets *problem and *at as
    shape() does. */
bool modulation_accepts(const struct parameter_value *rate, const struct parameter_value *period, const char **problem,
			struct location *at);

/** Returns the frame of the session at which a batch begins, as oscillator_fill() takes it. It wraps around below 0,
    because a late batch begins before the session. */
uint64_t modulation_first_frame(const struct processor_context *context);

/** Blames `value` for the problem `words`, for shape(), and returns false. *at stays where the value is not given. */
bool modulation_blames(const struct parameter_value *value, const char *words, const char **problem,
		       struct location *at);

#endif

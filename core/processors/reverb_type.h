/* Holds the types of the reverb: what each is made of, and its defaults.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_REVERB_TYPE_H
#define STEMPRINT_PROCESSORS_REVERB_TYPE_H

#include "dsp/diffuser.h"
#include "dsp/early_reflections.h"
#include "processors/parameter.h"

#include <stdbool.h>
#include <stdint.h>

/** The parameters of the reverb, in the order of its table. */
enum reverb_parameter {
	REVERB_TYPE, /**< an index into reverb_type_choices */
	REVERB_DECAY, /**< seconds until a sound has fallen by 60 dB */
	REVERB_PREDELAY, /**< seconds */
	REVERB_SIZE, /**< 1 is the type's own */
	REVERB_DIFFUSION, /**< 0 to 1 */
	REVERB_EARLY, /**< dB, early reflections against the tail */
	REVERB_LOW_DECAY, /**< share of the decay */
	REVERB_LOW_CROSSOVER, /**< Hz */
	REVERB_HIGH_DECAY, /**< share of the decay */
	REVERB_HIGH_CROSSOVER, /**< Hz */
	REVERB_MODULATION, /**< 0 to 1 */
	REVERB_MODULATION_RATE, /**< Hz, up to REVERB_RATE_MAXIMUM */
	REVERB_HIGHPASS, /**< Hz */
	REVERB_LOWPASS, /**< Hz */
	REVERB_WIDTH, /**< 0 is mono, 1 the width of the type */
	REVERB_LEVEL, /**< dB, of the reverb */
	REVERB_MIX, /**< 0 is dry, 1 wet */
	REVERB_PARAMETERS,
};

/** The words of the parameter `type`, and NULL at the end. */
extern const char *const reverb_type_choices[];

/** How a type makes its sound. */
enum reverb_kind {
	REVERB_NETWORK, /**< early reflections, a diffuser and a feedback delay network */
	REVERB_SPRING, /**< the response of springs (dsp/spring.h) */
	REVERB_GATED, /**< noise of constant level that stops */
	REVERB_REVERSE, /**< noise that grows and stops */
};

/** A type. All of it is static. */
struct reverb_type {
	enum reverb_kind kind;
	/** The range of the network's delays in seconds, at the default decay and a size of 100 %. */
	double shortest, longest;
	double spans[DIFFUSER_STEPS]; /**< seconds that each step of the diffuser spreads over */
	double skew; /**< skew of the diffuser's delays: with 1 it builds up slowly, with more it starts at once */
	double onset; /**< seconds by which the tail starts after the direct sound */
	double direct; /**< power of the diffuser's own sound, relative to what the network adds in one pass */
	const struct early_room *room; /**< NULL: no early reflections */
	double scatter; /**< seconds over which a wall smears an echo; 0 without early reflections */
	uint64_t key; /**< seed of the diffuser and of the early reflections */
	uint64_t network_key; /**< seed of the network's lengths: one whose low modes decay evenly */
	double defaults[REVERB_PARAMETERS]; /**< of the parameters that depend on the type; 0 for all others */
};

/** Tells whether a parameter has a meaning for a kind. */
bool reverb_kind_has(enum reverb_kind kind, enum reverb_parameter parameter);

/** Returns the type that the values choose. */
const struct reverb_type *reverb_type_of(const struct parameter_value *values);

/** Returns the value of a parameter: the one that the recipe gives, or else the type's default. */
double reverb_value(const struct parameter_value *values, enum reverb_parameter parameter);

#endif

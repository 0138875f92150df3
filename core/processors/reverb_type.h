/* stemprint: the spaces of the reverb: what each is made of and how it is set.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_REVERB_TYPE_H
#define STEMPRINT_PROCESSORS_REVERB_TYPE_H

#include "dsp/diffuser.h"
#include "dsp/early_reflections.h"
#include "processors/parameter.h"

#include <stdint.h>

/** The parameters of the reverb, in the order of its table. */
enum reverb_parameter {
	REVERB_TYPE,
	REVERB_DECAY,
	REVERB_PREDELAY,
	REVERB_SIZE,
	REVERB_DIFFUSION,
	REVERB_EARLY,
	REVERB_LOW_DECAY,
	REVERB_LOW_CROSSOVER,
	REVERB_HIGH_DECAY,
	REVERB_HIGH_CROSSOVER,
	REVERB_MODULATION,
	REVERB_MODULATION_RATE,
	REVERB_HIGHPASS,
	REVERB_LOWPASS,
	REVERB_WIDTH,
	REVERB_LEVEL,
	REVERB_MIX,
	REVERB_PARAMETERS,
};

/** The words of `type`, NULL at the end. */
extern const char *const reverb_type_choices[];

struct reverb_type {
	double shortest,
		longest; /**< seconds: the range of the network's delays, at the default decay and a size of 100 % */
	double spans[DIFFUSER_STEPS]; /**< seconds of the diffuser's steps */
	double skew; /**< of the diffuser's delays: 1 builds up slowly, more starts at once */
	double onset; /**< seconds by which the tail starts after the direct sound */
	double direct; /**< power of the diffuser's own sound against what the network adds in one pass */
	const struct early_room *room; /**< NULL: no early reflections */
	uint64_t key; /**< of its lengths and shuffles */
	double defaults[REVERB_PARAMETERS]; /**< of the parameters that depend on the type; 0 for the others */
};

/** Of that choice. */
const struct reverb_type *reverb_type_of(const struct parameter_value *values);

/** The value of a parameter: what is given, or what the type brings. */
double reverb_value(const struct parameter_value *values, enum reverb_parameter parameter);

#endif

/* Declares the parameters of a chain within a fork.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_FORK_CHAIN_H
#define STEMPRINT_PROCESSORS_FORK_CHAIN_H

#include "dsp/elementary.h"
#include "processors/parameter.h"

#include <math.h>

/** Rows for parameter tables. The level is in dB, from -inf to 24; default 0. The mute is off by default. A fork and
    its chains have no name by default, and a chain has no inserts. */
#define FORK_CHAIN_LEVEL_ROW                                                                                           \
	{                                                                                                              \
		.name = "level", .help = "gain of what comes out of the chain, into the sum; -inf dB leaves it out",   \
		.type = PARAMETER_NUMBER, .quantity = QUANTITY_GAIN, .minimum = -INFINITY, .maximum = 24.0,            \
		.fallback = 0.0                                                                                        \
	}
#define FORK_CHAIN_MUTE_ROW                                                                                            \
	{                                                                                                              \
		.name = "mute", .help = "leaves the chain out of the sum", .type = PARAMETER_SWITCH                    \
	}
#define FORK_NAME_ROW                                                                                                  \
	{                                                                                                              \
		.name = "name", .help = "what the rack is called where its chains are tapped: strip.name.chain",       \
		.type = PARAMETER_NAME                                                                                 \
	}
#define FORK_CHAIN_INSERTS_ROW                                                                                         \
	{                                                                                                              \
		.name = "inserts", .help = "the processors of the chain; none: the signal as it is",                   \
		.type = PARAMETER_INSERTS                                                                              \
	}

/** Returns the linear gain by which the chain goes into the sum, from its level and its mute. */
static inline double fork_chain_gain(const struct parameter_value *level, const struct parameter_value *mute)
{
	return mute->number != 0.0 ? 0.0 : decibel_to_gain(level->number);
}

#endif

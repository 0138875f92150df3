/* Names the processor that changes the level, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_GAIN_H
#define STEMPRINT_PROCESSORS_GAIN_H

#include "processors/processor.h"

extern const struct processor gain_processor;

/** Indices into gain_processor.parameters. */
enum { GAIN_LEVEL /**< dB, up to 60; -inf dB is silence; default 0 */ };

#endif

/* Names the processor that turns the waveform upside down, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_POLARITY_H
#define STEMPRINT_PROCESSORS_POLARITY_H

#include "processors/processor.h"

extern const struct processor polarity_processor;

/** Indices into polarity_processor.parameters. */
enum { POLARITY_CHANNELS /**< a polarity_channels; default all */ };

/** The channels that are inverted; left and right need a stereo signal. */
enum polarity_channels { POLARITY_ALL, POLARITY_LEFT, POLARITY_RIGHT };

#endif

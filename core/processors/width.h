/* Names the processor that sets the width of a stereo signal, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_WIDTH_H
#define STEMPRINT_PROCESSORS_WIDTH_H

#include "processors/processor.h"

extern const struct processor width_processor;

/** Indices into width_processor.parameters. */
enum { WIDTH_WIDTH };

#endif

/* Names the limiter, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_LIMITER_H
#define STEMPRINT_PROCESSORS_LIMITER_H

#include "processors/processor.h"

extern const struct processor limiter_processor;

/** Indices into limiter_processor.parameters; the others are the limiter's own. */
enum { LIMITER_CEILING /**< the highest level that comes out, dBTP or dBFS, as the detector says */ };

#endif

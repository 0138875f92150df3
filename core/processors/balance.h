/* Names the processor that balances a stereo signal, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_BALANCE_H
#define STEMPRINT_PROCESSORS_BALANCE_H

#include "processors/processor.h"

extern const struct processor balance_processor;

/** Indices into balance_processor.parameters. */
enum { BALANCE_POSITION /**< -1 hard left to +1 hard right; default 0, which changes nothing */ };

#endif

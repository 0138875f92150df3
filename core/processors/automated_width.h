/* Names the processor behind a width that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_AUTOMATED_WIDTH_H
#define STEMPRINT_PROCESSORS_AUTOMATED_WIDTH_H

#include "processors/processor.h"

extern const struct processor automated_width_processor;

/** Indices into automated_width_processor.parameters. */
enum { AUTOMATED_WIDTH_WIDTH /**< 0 to 2, by its curve */ };

#endif

/* Names the processor that pans a mono signal, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_PAN_H
#define STEMPRINT_PROCESSORS_PAN_H

#include "processors/processor.h"

extern const struct processor pan_processor;

/** Indices into pan_processor.parameters. */
enum {
	PAN_POSITION, /**< -1 hard left to +1 hard right; default 0, the centre */
	PAN_LAW, /**< a pan_law (dsp/pan_law.h); default PAN_LAW_3 */
};

#endif

/* Names the processor that pans each side of a stereo signal, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_DUAL_PAN_H
#define STEMPRINT_PROCESSORS_DUAL_PAN_H

#include "processors/processor.h"

extern const struct processor dual_pan_processor;

/** Indices into dual_pan_processor.parameters. */
enum {
	DUAL_PAN_LEFT, /**< position of the left side, -1 hard left to +1 hard right; default -1 */
	DUAL_PAN_RIGHT, /**< position of the right side, in the same range; default +1 */
	DUAL_PAN_LAW, /**< a pan_law (dsp/pan_law.h); default PAN_LAW_3 */
};

#endif

/* Names the processor behind a pan or a balance that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_AUTOMATED_PAN_H
#define STEMPRINT_PROCESSORS_AUTOMATED_PAN_H

#include "processors/processor.h"

extern const struct processor automated_pan_processor;

/** Indices into automated_pan_processor.parameters. */
enum {
	AUTOMATED_PAN_POSITION, /**< -1 to 1, or its curve */
	AUTOMATED_PAN_LAW, /**< of a mono signal: an enum pan_law */
	AUTOMATED_PAN_LEVEL, /**< dB, beside its curves: that of a send; default 0 */
};

#endif

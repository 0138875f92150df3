/* Names the processor behind a fader, a mute or a send that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_AUTOMATED_GAIN_H
#define STEMPRINT_PROCESSORS_AUTOMATED_GAIN_H

#include "processors/processor.h"

extern const struct processor automated_gain_processor;

/** Indices into automated_gain_processor.parameters. */
enum { AUTOMATED_GAIN_LEVEL /**< dB, beside its curves; -inf dB is silence; default 0 */ };

#endif

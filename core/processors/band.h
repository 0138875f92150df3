/* Names the processors that let one band of a crossover pass. Their parameters stand in band_list.h.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_BAND_H
#define STEMPRINT_PROCESSORS_BAND_H

#include "processors/processor.h"

/** Linkwitz-Riley filters of minimum phase, without latency. */
extern const struct processor band_processor;

/** The same magnitudes in linear phase, with latency. */
extern const struct processor linear_phase_band_processor;

#endif

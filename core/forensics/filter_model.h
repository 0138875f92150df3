/* stemprint: models of a steady filter in the way of a stem or of the mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FILTER_MODEL_H
#define STEMPRINT_FORENSICS_FILTER_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds one model for each stem that should be in the mix, and one for the mix. A filter delays, too, so offsets and
    gains in the list get a handicap of 10 dB more when the best filter leaves a quarter of what they leave, below 0.8
    of half the rate. Returns false when out of memory. */
bool models_add_filters(struct models *models, const struct forensics_case *evidence);

#endif

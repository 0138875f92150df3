/* stemprint: models of stems that were moved, turned up or down, inverted, doubled or left out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_GAIN_DELAY_MODEL_H
#define STEMPRINT_FORENSICS_GAIN_DELAY_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the set of stems whose gains and delays explain most, one model for each stem, found stem by stem; and the same
    for the mix as a whole when all stems have one lag. Returns false when out of memory. */
bool models_add_gain_delays(struct models *models, const struct forensics_case *evidence);

#endif

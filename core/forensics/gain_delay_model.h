/* stemprint: models of stems that were moved, turned up or down, inverted, doubled or left out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_GAIN_DELAY_MODEL_H
#define STEMPRINT_FORENSICS_GAIN_DELAY_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the set of stems whose gains and delays explain most, one model for each stem, found stem by stem; and the same
    for the mix as a whole when all stems have one lag. Returns false when out of memory. */
bool models_add_gain_delays(struct models *models, const struct forensics_case *evidence);

/** Writes how the mix holds the signal into a model of an offset, a gain or a polarity, and the kind and the value that
    follow. `beside`: the model tells the gain beside an offset, and stays one of a gain. */
void gain_delay_model_set(struct model *model, const struct gain_delay *gain_delay, bool beside);

#endif

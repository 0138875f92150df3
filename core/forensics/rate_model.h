/* stemprint: models of sample rates that were converted and of clocks that run apart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_RATE_MODEL_H
#define STEMPRINT_FORENSICS_RATE_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds at most one model of a converted rate, and one model for each signal, the mix included, whose delay grows
    steadily. */
void models_add_rates(struct models *models, const struct forensics_case *evidence);

#endif

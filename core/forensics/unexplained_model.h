/* stemprint: the model of a residual that no other model explains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_UNEXPLAINED_MODEL_H
#define STEMPRINT_FORENSICS_UNEXPLAINED_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds a sound that no stem has, or a stem that was changed by no fixed filter and no gain, when no other model
    explains 6 dB. `best_score` is that of the others, in dB. */
void models_add_unexplained(struct models *models, const struct forensics_case *evidence, double best_score);

#endif

/* stemprint: the model of the noise that a word length leaves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_NOISE_MODEL_H
#define STEMPRINT_FORENSICS_NOISE_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds one model when the residual is white enough and as loud as words of 6 to 24 bits leave it. */
void models_add_noise(struct models *models, const struct forensics_case *evidence);

#endif

/* stemprint: the models of steady noise and of what a word length leaves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_NOISE_MODEL_H
#define STEMPRINT_FORENSICS_NOISE_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Tells whether the residual is a steady noise of any colour. */
bool noise_is_steady(const struct forensics_case *evidence);

/** Adds one model when the residual is the noise of a word length that one file has, or another steady noise. */
void models_add_noise(struct models *models, const struct forensics_case *evidence);

/** Writes the evidence for it; `subject` names the stem. Returns NULL when out of memory. */
char *noise_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena);

#endif

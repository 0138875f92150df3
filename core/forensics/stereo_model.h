/* stemprint: models of what happens to the two sides of a stem or of the mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_STEREO_MODEL_H
#define STEMPRINT_FORENSICS_STEREO_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds, for each stem that should be in the mix and for the mix, the matrix that fits best, unless it is a plain gain;
    and for the stem that resembles the residual most, a side or a difference of sides that its file has lost. Files
    that are not stereo have no such models. */
void models_add_stereo(struct models *models, const struct forensics_case *evidence);

/** Returns the evidence for a model of CAUSE_STEREO. NULL when out of memory. */
char *stereo_model_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
			struct arena *arena);

#endif

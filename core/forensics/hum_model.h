/* stemprint: what hum explains of a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_HUM_MODEL_H
#define STEMPRINT_FORENSICS_HUM_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the model of a steady tone with its harmonics, if the residual is one. Its value is the fundamental in Hz. */
void models_add_hum(struct models *models, const struct forensics_case *evidence);

/** Writes the evidence for it; `subject` names the stem. Returns NULL when out of memory. */
char *hum_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
	       struct arena *arena);

#endif

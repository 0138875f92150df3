/* stemprint: what clicks explain of a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CLICK_MODEL_H
#define STEMPRINT_FORENSICS_CLICK_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the model of the clicks of the case, if there are any. Its value is the frame of the loudest one. */
void models_add_clicks(struct models *models, const struct forensics_case *evidence);

/** Writes the evidence for it; `subject` names the stem. Returns NULL when out of memory. */
char *click_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena);

#endif

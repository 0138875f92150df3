/* stemprint: what an edit explains that moved all later sound of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_SLIP_MODEL_H
#define STEMPRINT_FORENSICS_SLIP_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the model of the slip of the case, if there is one. */
void models_add_slip(struct models *models, const struct forensics_case *evidence);

/** Writes the evidence for it; `subject` names the stem. Returns NULL when out of memory. */
char *slip_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		struct arena *arena);

#endif

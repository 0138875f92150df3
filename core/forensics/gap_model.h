/* stemprint: what a silence explains of a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_GAP_MODEL_H
#define STEMPRINT_FORENSICS_GAP_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds models of gaps, of missing heads and of tails that were cut, of stems and of the mix. Their value is the first
    silent frame; of a missing head the first frame that sounds. */
void models_add_gaps(struct models *models, const struct forensics_case *evidence);

/** Writes the evidence for such a model; `subject` names the file. Returns NULL when out of memory. */
char *gap_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
	       struct arena *arena);

#endif

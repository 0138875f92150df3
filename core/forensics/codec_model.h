/* stemprint: whether a residual is what a lossy encoder left out of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CODEC_MODEL_H
#define STEMPRINT_FORENSICS_CODEC_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds a model of lossy coding when no other one explains more than `best_score` says, and the residual follows one
    file as the error of an encoder does. The rate and the family of the encoder are not known. */
void models_add_codec(struct models *models, const struct forensics_case *evidence, double best_score);

/** Writes the evidence for it; `subject` names the stem. Returns NULL when out of memory. */
char *codec_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena);

#endif

/* stemprint: models of an echo or a reverb that only the mix holds, or only a stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_SEND_MODEL_H
#define STEMPRINT_FORENSICS_SEND_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the long response of the signal, a stem or the sum of all, that explains most of the residual, when that is 6
   dB or more, and the response is long and not early. It only looks for one when no model scores 12 dB. It reads all
   files twice then, and takes some 12 MB, which it gives back. Files with more than two channels have no such model.
   Returns NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status models_add_sends(struct models *models, struct forensics_case *evidence) MUST_CHECK;

/** Returns the evidence for a model of CAUSE_SEND. NULL when out of memory. */
char *send_model_text(const struct model *model, const char *subject, struct arena *arena);

#endif

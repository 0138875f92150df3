/* stemprint: whether a residual is what a lossy encoder left out of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CODEC_MODEL_H
#define STEMPRINT_FORENSICS_CODEC_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds a model of lossy coding, when the frames of a coder are found in a file that the residual follows, and no other
    model explains 20 dB; or when no other one explains 14 dB, and the residual follows one file as the error of an
    encoder does. A file that lost its top looks as if its rate had been converted or as if it were filtered, so such
    models do not stand against frames. Small gains that the coder has made are firm no more. It reads the files a few
    times. Returns NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status models_add_codec(struct models *models, struct forensics_case *evidence) MUST_CHECK;

/** Writes the evidence for it; `subject` names the stem. Returns NULL when out of memory. */
char *codec_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena);

#endif

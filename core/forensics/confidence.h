/* stemprint: how sure a cause is, from the scores of all models.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CONFIDENCE_H
#define STEMPRINT_FORENSICS_CONFIDENCE_H

#include "forensics/model.h"

/** Returns how sure the model at `index` is, 0 to 1. */
double confidence_of(const struct models *models, size_t index);

#endif

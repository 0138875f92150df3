/* stemprint: models of gain that moves, of limits and of tails that are cut.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LEVEL_MODEL_H
#define STEMPRINT_FORENSICS_LEVEL_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds, for the mix and for each stem that should be in it: a gain that moves; a ceiling, a limiter or a curve without
    memory; and a cut, when the file ends in silence before the longest one does. */
void models_add_levels(struct models *models, const struct forensics_case *evidence);

/** Returns the gain over time that fits best, in seconds and dB, without what is too soft to tell; `stem` may be
    CAUSE_OF_MIX. *count is 0 to 64. Returns NULL when out of memory. */
const struct cause_point *level_gain_curve(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					   size_t *count);

#endif

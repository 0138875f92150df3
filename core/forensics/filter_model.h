/* stemprint: models of a steady filter in the way of a stem or of the mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FILTER_MODEL_H
#define STEMPRINT_FORENSICS_FILTER_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds one model for each stem that should be in the mix, and one for the mix. A filter delays, too, so offsets and
    gains in the list get a handicap of 10 dB more when the best filter leaves a quarter of what they leave, below 0.8
    of half the rate. Returns false when out of memory. */
bool models_add_filters(struct models *models, const struct forensics_case *evidence);

/** Returns the magnitude of the filter that fits best, a point for each third octave in which the signal is audible, in
    Hz and dB; `stem` may be CAUSE_OF_MIX. *count is 0 to THIRD_OCTAVE_BANDS. Returns NULL when out of memory. */
const struct cause_point *filter_response(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					  size_t *count);

#endif

/* stemprint: the magnitude of the filter in the way of a stem or of the mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FILTER_RESPONSE_H
#define STEMPRINT_FORENSICS_FILTER_RESPONSE_H

#include "forensics/cause.h"
#include "forensics/forensics_case.h"

/** Returns the magnitude of the filter that fits best, a point for each third octave in which the signal is audible, in
    Hz and dB; `stem` may be CAUSE_OF_MIX. *count is 0 to THIRD_OCTAVE_BANDS. Returns NULL when out of memory. */
const struct cause_point *filter_response(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					  size_t *count);

#endif

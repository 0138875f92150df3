/* stemprint: by how much prints must be lowered so that no sample passes full scale.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_HEADROOM_H
#define STEMPRINT_VERIFY_HEADROOM_H

#include "recipe/recipe.h"

/** Headroom goes in whole steps of this, in dB. */
#define HEADROOM_STEP_DB 0.5

/** Returns the smallest headroom, 0 to HEADROOM_MOST_DB, with which a signal of that linear peak fits into files of the
    format. It leaves room for the dither (1 LSB with TPDF) and for rounding: half an LSB, or a whole one when the print
    is rounded `together` with others (dsp/apportion.h). Shaped noise multiplies both by noise_weights_peak(). It is 0
   for floats, which hold every peak. */
double headroom_needed(double peak, const struct print_format *format, bool together);

#endif

/* Finds the frame that a response lies around.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_RESPONSE_CENTRE_H
#define STEMPRINT_VERIFY_RESPONSE_CENTRE_H

#include <stdbool.h>
#include <stddef.h>

/** The frames of input that response_best_lag() compares. */
enum { RESPONSE_FIT_FRAMES = 4096 };

/** Finds the centre of symmetry of a response. It is the centroid of the energy, if both sides are equal within 1e-9 of
    the largest sample. Returns false if it is not, or if nothing sounds. */
bool response_centre(const double *const *columns, size_t channels, size_t frames, size_t *centre);

/** Returns the lag, 0 to lags - 1, at which `out` agrees best with `in`: the largest magnitude of the
    cross-correlation. `out` has RESPONSE_FIT_FRAMES + lags frames. */
size_t response_best_lag(const double *in, const double *out, size_t lags);

#endif

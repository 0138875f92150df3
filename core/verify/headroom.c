/* stemprint: finds by how much prints must be lowered so that no sample passes full scale.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/headroom.h"

#include "dsp/elementary.h"
#include "dsp/noise_shaper.h"

#include <math.h>

double headroom_needed(double peak, const struct print_format *format, bool together)
{
	const unsigned bits = encoding_bits(format->encoding);
	if (bits == 0)
		return 0.0;
	const double step = ldexp(1.0, 1 - (int)bits);
	const double dither = format->dither == DITHER_NONE ? 0.0 : 1.0, rounding = together ? 1.0 : 0.5;
	const double error = (dither + rounding) * noise_weights_peak(dither_weights(format->dither));
	const double most = 1.0 - step * (1.0 + error); /* 1 is one step over the largest integer */
	double headroom_db = 0.0;
	while (peak * decibel_to_gain(-headroom_db) > most && headroom_db < HEADROOM_MOST_DB)
		headroom_db += HEADROOM_STEP_DB;
	return headroom_db;
}

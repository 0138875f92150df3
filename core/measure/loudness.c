/* stemprint: the figures of a programme whose loudness was not measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness.h"

#include "dsp/elementary.h"

#include <math.h>

struct loudness loudness_absent(double sample_peak)
{
	const double peak_dbfs = gain_to_decibel(sample_peak); /* -INFINITY: silence */
	return (struct loudness){ .integrated_lufs = NAN,
				  .range_lu = NAN,
				  .momentary_max_lufs = NAN,
				  .short_term_max_lufs = NAN,
				  .true_peak_dbtp = NAN,
				  .bs1770_peak_dbtp = NAN,
				  .sample_peak_dbfs = isfinite(peak_dbfs) ? peak_dbfs : (double)NAN,
				  .plr_db = NAN,
				  .psr_min_db = NAN,
				  .psr_mean_db = NAN };
}

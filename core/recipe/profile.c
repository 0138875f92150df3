/* Combines limits of loudness, and recognises the profiles that are files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/profile.h"

#include <math.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);
	return length > end_length && strcmp(text + length - end_length, end) == 0;
}

bool profile_is_file(const char *name)
{
	return strchr(name, '/') || ends_with(name, ".yaml") || ends_with(name, ".yml");
}

struct loudness_limits loudness_limits_none(void)
{
	return (struct loudness_limits){ (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN,
					 (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN };
}

static double unless(double given, double value)
{
	return isnan(given) ? value : (double)NAN;
}

struct loudness_limits loudness_limits_without(const struct loudness_limits *limits,
					       const struct loudness_limits *other)
{
	return (struct loudness_limits){
		.integrated_lufs = unless(other->integrated_lufs, limits->integrated_lufs),
		.tolerance_lu = unless(other->integrated_lufs, limits->tolerance_lu),
		.true_peak_dbtp = unless(other->true_peak_dbtp, limits->true_peak_dbtp),
		.true_peak_loud_dbtp = unless(other->true_peak_dbtp, limits->true_peak_loud_dbtp),
		.loud_lufs = unless(other->true_peak_dbtp, limits->loud_lufs),
		.range_lu = unless(other->range_lu, limits->range_lu),
		.short_term_lufs = unless(other->short_term_lufs, limits->short_term_lufs),
		.momentary_lufs = unless(other->momentary_lufs, limits->momentary_lufs),
		.peak_dbfs = unless(other->peak_dbfs, limits->peak_dbfs),
		.rms_least_dbfs = unless(other->rms_least_dbfs, limits->rms_least_dbfs),
		.rms_most_dbfs = unless(other->rms_most_dbfs, limits->rms_most_dbfs),
	};
}

/* stemprint: the limits of a programme's loudness, from a recipe or from a profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_PROFILE_H
#define STEMPRINT_RECIPE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

/** A profile that passes one of these limits has an error: the size of its file, and its texts under `unchecked`. */
enum { PROFILE_BYTES_MAXIMUM = 256 * 1024, PROFILE_TEXTS_MAXIMUM = 16 };

/** These are limits; NAN means that there is no limit. All limits are "at most" except the first one and the least
    rms. */
struct loudness_limits {
	double integrated_lufs; /**< the loudness must be within the tolerance of this target */
	double tolerance_lu; /**< the default is 1; NAN without a target */
	double true_peak_dbtp; /**< the highest true peak */
	double true_peak_loud_dbtp; /**< this limit replaces true_peak_dbtp where the integrated loudness is over
		     `loud_lufs` */
	double loud_lufs; /**< the target that true_peak_loud_dbtp was written beside */
	double range_lu; /**< the loudness range */
	double short_term_lufs; /**< the loudest 3 s */
	double momentary_lufs; /**< the loudest 400 ms */
	double peak_dbfs; /**< the peak of the samples */
	double rms_least_dbfs, rms_most_dbfs; /**< the rms over all channels, unweighted and not gated */
};

/** A profile holds the published limits of a broadcaster, a streaming service or another customer. */
struct loudness_profile {
	const char *name; /**< the name "ebu-r128", or the file */
	const char *title; /**< whose limits these are */
	const char *source; /**< where the limits were published */
	const char *date; /**< the date of the edition, or the date when it was read */
	bool advisory; /**< the service changes or keeps other programmes, but does not refuse them, so the limits
		     become notes and not verdicts */
	bool plays, raises; /**< the service turns louder programmes down to the target (plays), and softer ones up
		     (raises) */
	struct loudness_limits limits;
	double album_loudest_lufs; /**< the limit for the loudest programme of an album, which replaces the target;
		     NAN means none */
	const char *const *unchecked; /**< other requirements, which stemprint does not measure */
	size_t unchecked_count; /**< at most PROFILE_TEXTS_MAXIMUM */
};

/** Returns whether the name is a file: it contains a slash, or ends with ".yaml" or ".yml". */
bool profile_is_file(const char *name);

/** Returns limits that limit nothing. */
struct loudness_limits loudness_limits_none(void);

/** Returns those of `limits` that `other` does not set. A target goes with its tolerance, and a true peak with that
    of loud programmes. */
struct loudness_limits loudness_limits_without(const struct loudness_limits *limits,
					       const struct loudness_limits *other);

#endif

/* stemprint: what is asked of a programme's loudness, by a recipe or by whoever it is delivered to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_PROFILE_H
#define STEMPRINT_RECIPE_PROFILE_H

#include "base/arena.h"
#include "base/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>

enum { PROFILE_BYTES_MAXIMUM = 256 * 1024, PROFILE_TEXTS_MAXIMUM = 16 };

/** NAN: not asked for. All are "at most" but the first, and the least rms. */
struct loudness_limits {
	double integrated_lufs; /**< within the tolerance of it */
	double tolerance_lu; /**< default 1; NAN without a target */
	double true_peak_dbtp;
	double true_peak_loud_dbtp; /**< in the place of true_peak_dbtp where the integrated loudness is over `loud_lufs` */
	double loud_lufs; /**< the target that this was written beside */
	double range_lu;
	double short_term_lufs;
	double momentary_lufs;
	double peak_dbfs; /**< of the samples */
	double rms_least_dbfs, rms_most_dbfs; /**< over all channels, unweighted, not gated */
};

/** What a place of delivery asks for, as it published it. */
struct loudness_profile {
	const char *name; /**< "ebu-r128", or the file */
	const char *title;
	const char *source; /**< where it was published */
	const char *date; /**< of the edition, or when it was read */
	bool advisory; /**< what is played otherwise is changed or left, but not refused: notes in the place of verdicts */
	bool plays, raises; /**< whoever plays it turns louder programmes down to the target; and softer ones up */
	struct loudness_limits limits;
	double album_loudest_lufs; /**< most of the loudest programme of an album, in the place of the target; NAN: none */
	const char *const *unchecked; /**< what else it asks for, that stemprint does not measure */
	size_t unchecked_count;
};

/** Whether it is a file that is named: what holds a slash, or ends with ".yaml" or ".yml". */
bool profile_is_file(const char *name);

/** Nothing asked for. */
struct loudness_limits loudness_limits_none(void);

/** Those of `limits` that `other` does not speak of; a target goes with its tolerance, a true peak with that of loud programmes. */
struct loudness_limits loudness_limits_without(const struct loudness_limits *limits,
					       const struct loudness_limits *other);

struct document_node;

/** Reads a profile out of a document. What is wrong goes into `diagnostics`; NULL then. The name is kept. `at` is for errors that have no place
    in the text. */
const struct loudness_profile *profile_read(const struct document_node *root, const char *name, struct position at,
					    struct arena *arena, struct diagnostics *diagnostics);

#endif

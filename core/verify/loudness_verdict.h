/* stemprint: verdicts on the loudness of a file, by a recipe or a profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LOUDNESS_VERDICT_H
#define STEMPRINT_VERIFY_LOUDNESS_VERDICT_H

#include "measure/loudness.h"
#include "recipe/profile.h"
#include "verify/verdict.h"

/** The measured figures of one file. */
struct loudness_figures {
	struct loudness loudness; /**< NAN where there is no figure */
	double rms_dbfs; /**< as level.h reads it, a full-scale sine at 0; NAN: silent */
};

/** Adds the verdicts for which `limits` asks: "integrated NAME", "true_peak NAME", "range NAME", "short_term NAME",
    "momentary NAME", "peak NAME", "rms NAME". `by` is the name of the profile that asks; NULL: the recipe. */
void verdicts_add_loudness(struct verdicts *verdicts, const char *name, const struct loudness_figures *figures,
			   const struct loudness_limits *limits, const char *by);

/** Adds the same for a profile, with `limits` for those of its limits that count, and "unchecked NAME" (unknown) for
   each demand that stemprint does not measure. All verdicts of an advisory profile go into `notes`; so does "playback
   NAME", which tells how the service changes the level when it plays the file. */
void verdicts_add_profile(struct verdicts *verdicts, struct verdicts *notes, const char *name,
			  const struct loudness_figures *figures, const struct loudness_limits *limits,
			  const struct loudness_profile *profile);

#endif

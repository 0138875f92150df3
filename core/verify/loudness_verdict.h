/* stemprint: what a loudness amounts to, by what is asked for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LOUDNESS_VERDICT_H
#define STEMPRINT_VERIFY_LOUDNESS_VERDICT_H

#include "measure/loudness.h"
#include "recipe/profile.h"
#include "verify/verdict.h"

/** What was measured. */
struct loudness_figures {
	struct loudness loudness;
	double rms_dbfs; /**< as level.h has it; NAN: silent */
};

/** "integrated NAME", "true_peak NAME", "range NAME", "short_term NAME", "momentary NAME", "peak NAME", "rms NAME":
   those that `limits` asks for. `by` is the profile that does; NULL: the recipe. */
void verdicts_add_loudness(struct verdicts *verdicts, const char *name, const struct loudness_figures *figures,
			   const struct loudness_limits *limits, const char *by);

/** The same of a profile, with `limits` for those of the profile that count; and "unchecked NAME" (unknown) for what it
   asks for that nobody here measures. All of an advisory one go into `notes`. "playback NAME" goes there too: what
   whoever plays it does to its level. */
void verdicts_add_profile(struct verdicts *verdicts, struct verdicts *notes, const char *name,
			  const struct loudness_figures *figures, const struct loudness_limits *limits,
			  const struct loudness_profile *profile);

#endif

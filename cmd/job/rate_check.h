/* Warns of sources that are converted to the rate of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RATE_CHECK_H
#define STEMPRINT_CMD_JOB_RATE_CHECK_H

#include "base/diagnostic.h"
#include "io/audio_probe.h"
#include "recipe/recipe.h"

/** The sources of a recipe, and what was found in them. */
struct rate_check {
	const struct recipe *recipe;
	const struct recipe_source *const *sources; /**< in the order of the recipe */
	const struct audio_probe *probes, *right_probes; /**< there is one for each source */
	size_t source_count;
	const struct audio_probe *clip_probes; /**< there is one for each file of clips */
};

/** Adds one warning "rate-conversion" for all sources and clips, if some have another rate
    than the session, and the recipe does not write which rate that is. It stands at the first of them. */
void rate_check_sources(const struct rate_check *check, struct diagnostics *diagnostics);

#endif

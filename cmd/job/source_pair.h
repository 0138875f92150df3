/* Checks whether two mono files can be read as one stereo source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_SOURCE_PAIR_H
#define STEMPRINT_CMD_JOB_SOURCE_PAIR_H

#include "base/diagnostic.h"
#include "io/audio_properties.h"
#include "recipe/recipe.h"

/** Adds an error for each reason against the pair: a half that is not mono, one file on both sides, another rate,
    another length. */
void source_pair_check(const struct recipe_source *source, const struct audio_properties *left,
		       const struct audio_properties *right, struct diagnostics *diagnostics);

#endif

/* stemprint: whether a version of a mix stays under the ceiling that the mix is held to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_CEILING_VERDICT_H
#define STEMPRINT_VERIFY_CEILING_VERDICT_H

#include "measure/loudness.h"
#include "recipe/ceiling.h"
#include "verify/verdict.h"

/** By how much a meter of 4x oversampling may read a true peak higher than the limiter does, in dB. */
#define CEILING_TOLERANCE_DB 0.05

/** Adds the verdict "ceiling NAME". It passes when the true peak of the print is at most CEILING_TOLERANCE_DB over the
    ceiling; for a ceiling of samples the sample peak counts. The ceiling must hold a level. `sample_rate` is in Hz. It
   is unknown when the true peak could not be measured. */
void verdicts_add_ceiling(struct verdicts *verdicts, const struct recipe_mix *mix, const struct ceiling *ceiling,
			  const struct loudness *loudness, double sample_rate);

#endif

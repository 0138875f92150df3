/* stemprint: names what is left when no other model explains the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/unexplained_model.h"

#include <math.h>

#define UNEXPLAINED_DB 10.0 /* a model that explains less does not count */
#define MADE_OF_DB 14.5 /* the same, when the residual is made of a stem nevertheless */
#define ALIKE 0.45 /* from this likeness of fine structure on, a residual is made of a stem */

void models_add_unexplained(struct models *models, const struct forensics_case *evidence, double best_score)
{
	const size_t stems = evidence->proof->stem_count;
	size_t alike = stems;
	for (size_t i = 0; i < stems; i++)
		if (residual_track_likeness(evidence->track, i) > residual_track_likeness(evidence->track, alike))
			alike = i;
	const double likeness = residual_track_likeness(evidence->track, alike);
	if (best_score >= (likeness >= ALIKE ? MADE_OF_DB : UNEXPLAINED_DB))
		return;
	/* It scores as the best model does, and a decibel more, so that it comes first. */
	const double best = fmax(0.0, best_score), explained = best + 1.0;
	struct model model = { .kind = CAUSE_MISSING,
			       .stem = CAUSE_OF_MIX,
			       .share = pow(10.0, -explained / 10.0),
			       .certainty = pow(10.0, -best / 10.0) * (1.0 - fmax(0.0, likeness)),
			       .value = (double)NAN };
	if (likeness >= ALIKE) {
		model.kind = CAUSE_RANDOM;
		model.stem = alike < stems ? alike : CAUSE_OF_MIX;
		model.value = likeness;
		model.certainty = likeness * (1.0 - 0.5 * best / MADE_OF_DB);
	}
	models_add(models, &model);
}

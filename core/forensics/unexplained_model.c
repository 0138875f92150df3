/* stemprint: names what is left when no other model explains the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/unexplained_model.h"

#include <math.h>

#define UNEXPLAINED_DB 6.0 /* a model that explains less does not count, whatever its handicap */
#define TRUST_EVEN 0.5 /* evidence that counts as it is; more of it counts half */
#define ALIKE 0.45 /* from this likeness of fine structure on, a residual is made of a stem */

/* Returns what the best of the models explains beyond chance, without any handicap, in dB. */
static double best_explained(const struct models *models)
{
	double best = 0.0;
	for (size_t i = 0; i < models->count; i++) {
		if (model_score(&models->items[i]) <= 0.0)
			continue;
		best = fmax(best, -10.0 * log10(fmax(models->items[i].share, 1e-9)) - models->items[i].chance_db);
	}
	return best;
}

/* What nothing explains is told with 75 % at most: on songs that the models were tuned on, about half of the faults
   that no model knows, such as lossy coding, end here as well. */
static double trust(double evidence)
{
	return evidence > TRUST_EVEN ? TRUST_EVEN + 0.5 * (evidence - TRUST_EVEN) : evidence;
}

void models_add_unexplained(struct models *models, const struct forensics_case *evidence, double best_score)
{
	const size_t stems = evidence->proof->stem_count;
	for (size_t i = 0; i < models->count; i++)
		if (models->items[i].kind == CAUSE_SEND)
			return;
	size_t alike = stems;
	for (size_t i = 0; i < stems; i++)
		if (residual_track_likeness(evidence->track, i) > residual_track_likeness(evidence->track, alike))
			alike = i;
	const double likeness = residual_track_likeness(evidence->track, alike);
	if (best_explained(models) >= UNEXPLAINED_DB)
		return;
	/* It scores as the best model does, and a decibel more, so that it comes first. */
	const double best = fmax(0.0, best_score), explained = best + 1.0;
	struct model model = { .kind = CAUSE_MISSING,
			       .stem = CAUSE_OF_MIX,
			       .share = pow(10.0, -explained / 10.0),
			       .certainty = (1.0 - 0.5 * best / UNEXPLAINED_DB) * (1.0 - 0.5 * fmax(0.0, likeness)),
			       .value = (double)NAN };
	const struct residual_course *course = &evidence->course;
	const bool in_time = residual_course_is_made_of(course, course->stem) && course->likeness > likeness &&
			     (likeness < ALIKE || alike == course->stem);
	if (likeness >= ALIKE || in_time) {
		model.kind = CAUSE_RANDOM;
		model.stem = in_time ? course->stem : alike < stems ? alike : CAUSE_OF_MIX;
		model.in_time = in_time;
		model.value = in_time ? course->likeness : likeness;
		model.certainty = model.value * (1.0 - 0.5 * best / UNEXPLAINED_DB);
	}
	model.certainty = trust(model.certainty);
	models_add(models, &model);
}

/* stemprint: turns the scores of models into a confidence.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/confidence.h"

#include <math.h>

/* Returns whether two models stand in one group: each after the first of them belongs to the one before it. */
static bool belong_together(const struct models *models, size_t one, size_t other)
{
	const size_t first = one < other ? one : other, last = one < other ? other : one;
	bool together = true;
	for (size_t i = first + 1; i <= last; i++)
		together &= models->items[i].together;
	return together;
}

/* Returns the best score of all models that exclude this one. */
static double rival_of(const struct models *models, size_t index)
{
	double rival = 0.0;
	for (size_t i = 0; i < models->count; i++)
		if (!belong_together(models, index, i))
			rival = fmax(rival, model_score(&models->items[i]));
	return rival;
}

/* It is the share that the model explains, reduced when the score of another kind of cause comes close. */
double confidence_of(const struct models *models, size_t index)
{
	const struct model *model = &models->items[index];
	if (model->certainty > 0.0)
		return model->certainty;
	const double ahead = model_score(model) - rival_of(models, index);
	const double lead = pow(10.0, fmin(0.0, ahead) / 10.0) * (1.0 - 0.5 * pow(10.0, -fmax(0.0, ahead) / 5.0));
	return fmax(0.0, 1.0 - fmin(1.0, model->share)) * lead;
}

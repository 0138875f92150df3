/* stemprint: keeps the list of models, and scores each.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/model.h"

#include "forensics/forensics_case.h"
#include "forensics/mended_source.h"

#include <math.h>

bool models_init(struct models *models, size_t stem_count, struct arena *arena)
{
	const size_t capacity = 14 * (stem_count + 2) + 24;
	*models = (struct models){ .items = ARENA_ARRAY(arena, struct model, capacity), .capacity = capacity };
	return models->items;
}

void models_add(struct models *models, const struct model *model)
{
	if (models->count < models->capacity)
		models->items[models->count++] = *model;
}

double model_score(const struct model *model)
{
	const double explained = -10.0 * log10(fmax(model->share, 1e-9));
	return fmin(explained, SCORE_LIMIT_DB) - model->handicap_db;
}

bool model_undone(const struct forensics_case *evidence, const struct model *model, struct source **files,
		  struct arena *arena)
{
	(void)evidence;
	(void)model;
	(void)files;
	(void)arena;
	return true;
}

bool model_silence(const struct forensics_case *evidence, uint64_t from, uint64_t to, struct source **files,
		   struct arena *arena)
{
	struct mend mend = mend_none();
	bool done = true;
	mend.silent_from = from;
	mend.silent_to = to;
	for (size_t i = 0; i <= evidence->proof->stem_count && done; i++) {
		files[i] = mended_source_new(arena, files[i], &mend);
		done = files[i];
	}
	return done;
}

/* stemprint: tries all models on a residual, and names the causes that explain it best.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics.h"

#include "forensics/constant_model.h"
#include "forensics/filter_model.h"
#include "forensics/forensics_text.h"
#include "forensics/gain_delay_model.h"
#include "forensics/late_side_model.h"
#include "forensics/level_model.h"
#include "forensics/noise_model.h"
#include "forensics/rate_model.h"
#include "forensics/stereo_model.h"
#include "forensics/unexplained_model.h"

#include <math.h>

enum { CAUSES_MOST = 12 };

#define CLEAN 1.2589 /* of the energy of the floor: 1 dB over it */
#define NEGLIGIBLE 1e-6 /* of the energy of the residual */
#define NOTHING 1e-30 /* a mean square that no format can hold */
#define LAGS_EXPLAIN_DB 15.0 /* lags that explain less do not count as lags */
#define CONFIDENCE_LEAST 0.05

/* Sorts the surest models first. Models of equal score stay in their order. */
static void sort(struct models *models)
{
	for (size_t i = 1; i < models->count; i++) {
		const struct model model = models->items[i];
		size_t slot = i;
		for (; slot > 0 && model_score(&models->items[slot - 1]) < model_score(&model); slot--)
			models->items[slot] = models->items[slot - 1];
		models->items[slot] = model;
	}
}

static double best_score(const struct models *models)
{
	double best = 0.0;
	for (size_t i = 0; i < models->count; i++)
		best = fmax(best, model_score(&models->items[i]));
	return best;
}

/* When lags leave no more than the formats leave, the case needs no other model. */
static bool lags_explain_all(const struct forensics_case *evidence)
{
	return evidence->survey.energy <= fmax(CLEAN * evidence->floor, NEGLIGIBLE * evidence->energy);
}

static enum status make_models(struct models *models, struct forensics_case *evidence)
{
	enum status status = STATUS_OK;
	if (!models_init(models, evidence->proof->stem_count, evidence->arena) ||
	    !models_add_gain_delays(models, evidence))
		return STATUS_NO_MEMORY;
	if (!lags_explain_all(evidence)) {
		models_add_noise(models, evidence);
		models_add_constant(models, evidence);
		models_add_levels(models, evidence);
		models_add_stereo(models, evidence);
		models_add_rates(models, evidence);
		models_add_filters(models, evidence);
		status = models_add_late_side(models, evidence);
	}
	models->explained = best_score(models);
	models_add_unexplained(models, evidence, models->explained);
	return status;
}

/* Returns the share that the model explains, reduced when the score of another kind of cause comes close. */
static double confidence_of(const struct models *models, size_t index)
{
	const struct model *model = &models->items[index];
	const double score = model_score(model);
	if (model->certainty > 0.0)
		return model->certainty;
	double rival = 0.0;
	for (size_t i = 0; i < models->count; i++) {
		const struct model *other = &models->items[i];
		const bool same = other->handicap_db == model->handicap_db && other->share == model->share;
		if (i != index && !same)
			rival = fmax(rival, model_score(other));
	}
	const double lead =
		pow(10.0, fmin(0.0, score - rival) / 10.0) * (1.0 - 0.5 * pow(10.0, -fmax(0.0, score - rival) / 5.0));
	return fmax(0.0, 1.0 - fmin(1.0, model->share)) * lead;
}

static bool conclude(const struct forensics_case *evidence, struct models *models, struct arena *arena,
		     struct forensics *forensics)
{
	struct cause *causes = ARENA_ARRAY(arena, struct cause, CAUSES_MOST);
	if (!causes)
		return false;
	sort(models);
	for (size_t i = 0; i < models->count && forensics->cause_count < CAUSES_MOST; i++) {
		const struct model *model = &models->items[i];
		struct cause *cause = &causes[forensics->cause_count];
		*cause = (struct cause){ .kind = model->kind,
					 .stem = model->stem,
					 .value = model->value,
					 .drift_ppm = model->drift_ppm,
					 .confidence = confidence_of(models, i),
					 .left_db = 10.0 * log10(fmax(model->share, 1e-12)) };
		if (cause->confidence < CONFIDENCE_LEAST && i > 0)
			continue;
		if (!forensics_explain(evidence, model, cause, arena))
			return false;
		forensics->cause_count++;
	}
	forensics->causes = causes;
	return true;
}

static bool is_clean(const struct forensics_case *evidence)
{
	const double samples = (double)evidence->reader.frames * (double)evidence->reader.channels;
	return evidence->energy <= CLEAN * evidence->floor || evidence->energy <= NOTHING * samples;
}

static bool any_lag(const struct forensics_case *evidence)
{
	bool any = false;
	for (size_t i = 0; i < evidence->proof->stem_count; i++)
		any |= evidence->lags[i] != 0;
	return any;
}

/* The lag of a stem whose delay wanders explains nothing, and falsifies the other measurements: then all is measured
   again without lags. */
static enum status investigate(struct forensics_case *evidence, struct arena *arena, struct forensics *forensics)
{
	struct models models;
	enum status status = forensics_case_measure(evidence);
	if (status == STATUS_OK)
		status = make_models(&models, evidence);
	if (status == STATUS_OK && any_lag(evidence) && models.explained < LAGS_EXPLAIN_DB) {
		status = forensics_case_measure_in_place(evidence);
		if (status == STATUS_OK)
			status = make_models(&models, evidence);
	}
	if (status == STATUS_OK && !conclude(evidence, &models, arena, forensics))
		status = STATUS_NO_MEMORY;
	return status;
}

enum status forensics_run(const struct proof *proof, double floor_dbfs, struct arena *arena,
			  struct forensics *forensics)
{
	*forensics = (struct forensics){ 0 };
	struct arena *scratch = arena_new();
	if (!scratch)
		return STATUS_NO_MEMORY;
	struct forensics_case evidence;
	enum status status = forensics_case_open(&evidence, proof, floor_dbfs, scratch);
	if (status == STATUS_OK && !is_clean(&evidence))
		status = investigate(&evidence, arena, forensics);
	forensics->failed_file = evidence.reader.failed_file;
	forensics->problem = evidence.reader.problem;
	arena_free(scratch);
	return status;
}

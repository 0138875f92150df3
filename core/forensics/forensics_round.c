/* stemprint: measures a proof, and ranks all models of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics_round.h"

#include "forensics/click_model.h"
#include "forensics/codec_model.h"
#include "forensics/constant_model.h"
#include "forensics/fast_gain_model.h"
#include "forensics/filter_model.h"
#include "forensics/gain_delay_model.h"
#include "forensics/gap_model.h"
#include "forensics/hum_model.h"
#include "forensics/late_side_model.h"
#include "forensics/level_model.h"
#include "forensics/noise_model.h"
#include "forensics/rate_model.h"
#include "forensics/send_model.h"
#include "forensics/slip_model.h"
#include "forensics/stereo_model.h"
#include "forensics/unexplained_model.h"

#include <math.h>
#include <string.h>

#define CLEAN 1.2589 /* of the energy of the floor: 1 dB over it */
#define NEGLIGIBLE 1e-6 /* of the energy of the residual */
#define NOTHING 1e-30 /* a mean square that no format can hold */
#define FEW_FRAMES 8.0 /* that a filter of the mix may delay all stems by */
#define ALIKE_FRAMES 0.05 /* by which the delays of stems of a late mix differ */
#define LAGS_EXPLAIN_DB 15.0 /* lags that explain less do not count as lags */

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
		models_add_hum(models, evidence);
		models_add_gaps(models, evidence);
		models_add_slip(models, evidence);
		models_add_clicks(models, evidence);
		models_add_levels(models, evidence);
		models_add_stereo(models, evidence);
		models_add_rates(models, evidence);
		if (!models_add_filters(models, evidence))
			return STATUS_NO_MEMORY;
		status = models_add_late_side(models, evidence);
		if (status == STATUS_OK)
			status = models_add_fast_gains(models, evidence);
		if (status == STATUS_OK)
			status = models_add_sends(models, evidence);
	}
	if (status == STATUS_OK)
		status = models_add_codec(models, evidence);
	models->explained = best_score(models);
	models_add_unexplained(models, evidence, models->explained);
	return status;
}

enum status forensics_round_open(struct forensics_round *round, const struct proof *proof, double floor_dbfs)
{
	*round = (struct forensics_round){ .arena = arena_new() };
	if (!round->arena)
		return STATUS_NO_MEMORY;
	return forensics_case_open(&round->evidence, proof, floor_dbfs, round->arena);
}

bool forensics_round_is_clean(const struct forensics_round *round)
{
	const struct forensics_case *evidence = &round->evidence;
	const double samples = (double)evidence->reader.frames * (double)evidence->reader.channels;
	return evidence->energy <= CLEAN * evidence->floor || evidence->energy <= NOTHING * samples;
}

/* Returns whether the lags stand beside any other fault. */
static bool lags_are_firm(const struct models *models, const struct forensics_case *evidence)
{
	bool firm = true;
	for (size_t i = 0; i < evidence->proof->stem_count; i++) {
		bool held = evidence->lags[i] == 0;
		for (size_t k = 0; k < models->count; k++) {
			const struct model *model = &models->items[k];
			const bool of_stem = model->stem == i || model->stem == CAUSE_OF_MIX;
			held |= model->explains_lags && of_stem && model->gain_delay.delay != 0.0 && model->firm;
		}
		firm &= held;
	}
	return firm;
}

/* A filter of the mix delays all stems by about as much, and each by a little else. Offsets of whole frames then stand
   in the way of the filter, as each stem has its own. */
static bool lags_may_be_of_a_filter(const struct forensics_round *round)
{
	const struct models *models = &round->models;
	const size_t group = forensics_round_group(round, 0);
	bool few = group > 1 && models->items[0].share > NEGLIGIBLE && forensics_case_any_lag(&round->evidence);
	for (size_t i = 0; i < group; i++)
		few &= models->items[i].kind == CAUSE_OFFSET && fabs(models->items[i].value) < FEW_FRAMES;
	return few;
}

static bool is_filter(const struct model *model)
{
	return model->kind == CAUSE_FILTER;
}

/* Stems that the mix holds later by as much are a mix that is late. A soft stem may have no lag of its own. */
static bool lags_may_be_of_the_mix(const struct forensics_round *round)
{
	const struct models *models = &round->models;
	const size_t group = forensics_round_group(round, 0);
	bool alike = group > 1 && forensics_case_any_lag(&round->evidence);
	for (size_t i = 0; i < group; i++)
		alike &= models->items[i].kind == CAUSE_OFFSET && models->items[i].stem != CAUSE_OF_MIX &&
			 fabs(models->items[i].value - models->items[0].value) < ALIKE_FRAMES;
	return alike;
}

static bool is_late_mix(const struct model *model)
{
	return model->kind == CAUSE_OFFSET && model->stem == CAUSE_OF_MIX;
}

/* Stems that drift with the clock of the mix have a lag each: that of their loudest sound. */
static bool lags_may_drift(const struct forensics_round *round)
{
	return forensics_case_any_lag(&round->evidence) && round->models.explained < LAGS_EXPLAIN_DB;
}

static bool is_drift(const struct model *model)
{
	return model->kind == CAUSE_RATE && model->drift_ppm != 0.0;
}

static enum status rank_with(struct forensics_round *round, const int64_t *lags)
{
	enum status status = forensics_case_measure_at(&round->evidence, lags);
	if (status == STATUS_OK)
		status = make_models(&round->models, &round->evidence);
	if (status == STATUS_OK)
		sort(&round->models);
	return status;
}

/* Measures all again with the same lag of all stems, and goes back to the lags that were found unless the model that
   comes first is accepted. */
static enum status try_lag(struct forensics_round *round, int64_t lag, bool (*accepts)(const struct model *))
{
	struct forensics_case *evidence = &round->evidence;
	const size_t stems = evidence->proof->stem_count;
	int64_t *found = ARENA_ARRAY(evidence->arena, int64_t, stems);
	int64_t *tried = ARENA_ARRAY(evidence->arena, int64_t, stems);
	if (!found || !tried)
		return STATUS_NO_MEMORY;
	memcpy(found, evidence->lags, stems * sizeof *found);
	for (size_t i = 0; i < stems; i++)
		tried[i] = lag;
	enum status status = rank_with(round, tried);
	if (status == STATUS_OK && !accepts(&round->models.items[0]))
		status = rank_with(round, found);
	return status;
}

/* The lag of a stem whose delay wanders explains nothing, and falsifies the other measurements: then all is measured
   again without lags. */
enum status forensics_round_rank(struct forensics_round *round, const int64_t *lags)
{
	struct forensics_case *evidence = &round->evidence;
	enum status status = lags ? forensics_case_measure_at(evidence, lags) : forensics_case_measure(evidence);
	if (status == STATUS_OK)
		status = make_models(&round->models, evidence);
	if (status == STATUS_OK && forensics_case_any_lag(evidence) && round->models.explained < LAGS_EXPLAIN_DB &&
	    !lags_are_firm(&round->models, evidence)) {
		status = forensics_case_measure_at(evidence, NULL);
		if (status == STATUS_OK)
			status = make_models(&round->models, evidence);
	}
	if (status == STATUS_OK)
		sort(&round->models);
	if (status == STATUS_OK && lags_may_drift(round))
		status = try_lag(round, 0, is_drift);
	if (status == STATUS_OK && lags_may_be_of_the_mix(round))
		status = try_lag(round, llround(round->models.items[0].value), is_late_mix);
	if (status == STATUS_OK && lags_may_be_of_a_filter(round))
		status = try_lag(round, 0, is_filter);
	return status;
}

size_t forensics_round_group(const struct forensics_round *round, size_t index)
{
	size_t count = 1;
	while (index + count < round->models.count && round->models.items[index + count].together)
		count++;
	return count;
}

bool forensics_round_undo(const struct forensics_round *round, size_t first, struct source **files, int64_t *lags,
			  struct arena *arena)
{
	const size_t end = first + forensics_round_group(round, first), stems = round->evidence.proof->stem_count;
	for (size_t i = first; i < end; i++) {
		const struct model *model = &round->models.items[i];
		if (!model->undo(&round->evidence, model, files, arena))
			return false;
		if (model->explains_lags && model->stem != CAUSE_OF_MIX)
			lags[model->stem] = 0;
		else if (model->explains_lags && model->gain_delay.delay != 0.0)
			memset(lags, 0, stems * sizeof *lags);
	}
	return true;
}

void forensics_round_close(struct forensics_round *round)
{
	arena_free(round->arena);
	*round = (struct forensics_round){ 0 };
}

/* stemprint: finds what a gain that moves fast explains.
   SPDX-License-Identifier: GPL-3.0-or-later

   The normal equations of the gains are tridiagonal: each frame lies between two of them. Elimination goes along with
   the files, so nothing of them is kept. */
#include "forensics/fast_gain_model.h"

#include <math.h>

enum { STEP = 64 };

#define HANDICAP_DB 6.0
#define EXPLAINED_DB 20.0 /* a model that explains this much needs no rival */
#define CHANCE_DB 9.0 /* what it explains of a modulation, an echo or sound of another origin */
#define DEPENDENT 1e-6 /* share of the energy of a gain that the one before must leave */

/* The gains of one signal. */
struct curve {
	double diagonal, right; /* of the last gain, without what the gains before explain */
	double explained; /* energy of the residual */
};

/* Sums over the frames of a step, where t goes from 0 to 1: of (1-t)^2 x^2, t(1-t) x^2, t^2 x^2, (1-t) x r, t x r. */
struct step_sums {
	double first, both, second, cross_first, cross_second;
};

static struct step_sums sum_up(const double *power, const double *cross, size_t frames)
{
	struct step_sums sums = { 0 };
	for (size_t i = 0; i < frames; i++) {
		const double t = ((double)i + 0.5) / STEP, rest = 1.0 - t;
		sums.first += rest * rest * power[i];
		sums.both += rest * t * power[i];
		sums.second += t * t * power[i];
		sums.cross_first += rest * cross[i];
		sums.cross_second += t * cross[i];
	}
	return sums;
}

/* The last gain is complete with the frames after it, and is eliminated from the next one. */
static void curve_add(struct curve *curve, const struct step_sums *sums)
{
	const double whole = curve->diagonal + sums->first, right = curve->right + sums->cross_first;
	curve->diagonal = sums->second;
	curve->right = sums->cross_second;
	if (!(whole > DEPENDENT * (sums->first + sums->second)))
		return;
	curve->explained += right * right / whole;
	curve->diagonal = fmax(0.0, sums->second - sums->both * sums->both / whole);
	curve->right -= sums->both / whole * right;
}

/* Adds a block of the signal; `less` is subtracted from it, NULL: nothing. */
static void curve_add_block(struct curve *curve, double *const *signal, double *const *less, double *const *residual,
			    size_t channels, size_t frames)
{
	for (size_t from = 0; from < frames; from += STEP) {
		const size_t count = frames - from < STEP ? frames - from : STEP;
		double power[STEP] = { 0.0 }, cross[STEP] = { 0.0 };
		for (size_t channel = 0; channel < channels; channel++)
			for (size_t i = 0; i < count; i++) {
				const double rest = residual[channel][from + i];
				const double x = signal[channel][from + i] - (!less ? 0.0 : less[channel][from + i]);
				power[i] += x * x;
				cross[i] += x * rest;
			}
		const struct step_sums sums = sum_up(power, cross, count);
		curve_add(curve, &sums);
	}
}

static enum status walk(struct curve *curves, struct proof_reader *reader, const int64_t *lags)
{
	const size_t said = reader->proof->stem_count - reader->proof->candidate_count;
	enum status status = proof_reader_start(reader, lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(reader, &frames);
		if (status != STATUS_OK)
			break;
		for (size_t i = 0; i < said; i++)
			curve_add_block(&curves[i], reader->stems[i], NULL, reader->residual, reader->channels, frames);
		curve_add_block(&curves[said], reader->mix, reader->residual, reader->residual, reader->channels,
				frames);
	}
	return status;
}

static void improve(struct models *models, const struct forensics_case *evidence, size_t stem, double explained)
{
	const double left = evidence->survey.energy - explained;
	for (size_t i = 0; i < models->count; i++) {
		struct model *model = &models->items[i], fast = *model;
		if (model->kind != CAUSE_GAIN_CURVE || model->stem != stem)
			continue;
		fast.share = fmax(0.0, left - evidence->floor) / evidence->survey.energy;
		fast.handicap_db = HANDICAP_DB;
		fast.chance_db = CHANCE_DB;
		if (model_score(&fast) > model_score(model))
			*model = fast;
	}
}

enum status models_add_fast_gains(struct models *models, struct forensics_case *evidence)
{
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	for (size_t i = 0; i < models->count; i++)
		if (model_score(&models->items[i]) > EXPLAINED_DB)
			return STATUS_OK;
	struct curve *curves = ARENA_ARRAY(evidence->arena, struct curve, said + 1);
	if (!curves)
		return STATUS_NO_MEMORY;
	const enum status status = walk(curves, &evidence->reader, evidence->lags);
	for (size_t i = 0; i <= said && status == STATUS_OK; i++)
		improve(models, evidence, i < said ? i : CAUSE_OF_MIX, curves[i].explained);
	return status;
}

/* stemprint: finds the stems whose gains and delays explain most of the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/gain_delay_model.h"

#include "dsp/elementary.h"
#include "forensics/mended_source.h"

#include <math.h>
#include <string.h>

enum { STEMS_MOST = 8 };

#define WORTH_A_STEM 0.5 /* share of the energy left that a further stem must explain */
#define ENOUGH 1e-4 /* share of the energy of the residual under which the search ends */
#define HARDLY_THERE 0.03
#define TWICE 0.02
#define FURTHER_STEM_DB 0.5
#define OFFSET_MATTERS 3.0 /* energy that a gain alone leaves, over the energy that a gain and an offset leave */
#define GAIN_MATTERS 0.02 /* share of the energy of the residual that a gain beside an offset must make */

/* The set of stems that grows, stem by stem, to the best one. */
struct search {
	const struct forensics_case *evidence;
	size_t *free, count; /* the set */
	size_t *others, other_count; /* stems that can be told apart, and are not in the set */
	struct gain_delay *gain_delays, *trial; /* [stem + 1] */
	double left;
};

static bool search_init(struct search *search, const struct forensics_case *evidence)
{
	const size_t stems = evidence->proof->stem_count;
	*search = (struct search){ .evidence = evidence, .left = evidence->fit->energy };
	search->free = ARENA_ARRAY(evidence->arena, size_t, stems + 1);
	search->others = ARENA_ARRAY(evidence->arena, size_t, stems);
	search->gain_delays = ARENA_ARRAY(evidence->arena, struct gain_delay, stems + 1);
	search->trial = ARENA_ARRAY(evidence->arena, struct gain_delay, stems + 1);
	if (!search->free || !search->others || !search->gain_delays || !search->trial)
		return false;
	for (size_t i = 0; i < stems; i++)
		search->gain_delays[i].gain = proof_gain(evidence->proof, i);
	search->gain_delays[stems].gain = 1.0;
	search->other_count = sum_fit_distinct(evidence->fit, search->gain_delays, search->others);
	return true;
}

static void take(struct search *search, size_t index)
{
	search->free[search->count++] = search->others[index];
	search->others[index] = search->others[--search->other_count];
}

/* Stems with a lag are in the set from the start. */
static void take_lagging(struct search *search)
{
	for (size_t i = search->other_count; i-- > 0;)
		if (search->evidence->lags[search->others[i]] != 0)
			take(search, i);
	if (search->count > 0)
		search->left =
			sum_fit_run(search->evidence->fit, search->free, search->count, 0, true, search->gain_delays);
}

/* Adds the stem that explains most. Returns false when that is not enough. */
static bool extend(struct search *search)
{
	const size_t bytes = (search->evidence->proof->stem_count + 1) * sizeof *search->trial;
	size_t best = search->other_count;
	double least = search->left;
	for (size_t i = 0; i < search->other_count; i++) {
		memcpy(search->trial, search->gain_delays, bytes);
		search->free[search->count] = search->others[i];
		const double left = sum_fit_run(search->evidence->fit, search->free, search->count + 1, search->count,
						true, search->trial);
		if (left < least) {
			least = left;
			best = i;
		}
	}
	if (best == search->other_count || least > (1.0 - WORTH_A_STEM) * search->left)
		return false;
	take(search, best);
	search->left = sum_fit_run(search->evidence->fit, search->free, search->count, 0, true, search->gain_delays);
	return true;
}

static double expected_gain(const struct forensics_case *evidence, size_t signal)
{
	return signal < evidence->proof->stem_count ? proof_gain(evidence->proof, signal) : 1.0;
}

/* Returns the energy that would be left if the signal had the gain that fits best, but no offset beside its lag. */
static double left_without_offset(struct search *search, size_t index)
{
	const size_t signal = search->free[index];
	memcpy(search->trial, search->gain_delays, (search->evidence->proof->stem_count + 1) * sizeof *search->trial);
	search->trial[signal] = (struct gain_delay){ expected_gain(search->evidence, signal), 0.0 };
	return sum_fit_run(search->evidence->fit, search->free, search->count, 0, false, search->trial);
}

static double power_of(const struct forensics_case *evidence, size_t signal)
{
	double power = 0.0;
	for (size_t k = 0; k < evidence->spectra->bin_count; k++)
		power += sum_fit_power(evidence->fit, signal, k);
	return power;
}

static enum cause_kind kind_of(const struct forensics_case *evidence, size_t signal,
			       const struct gain_delay *gain_delay, bool moved)
{
	if (expected_gain(evidence, signal) == 0.0)
		return CAUSE_MISSING;
	if (fabs(gain_delay->gain) < HARDLY_THERE)
		return CAUSE_ABSENT;
	if (gain_delay->gain < 0.0)
		return CAUSE_POLARITY;
	if (moved)
		return CAUSE_OFFSET;
	return fabs(gain_delay->gain - 2.0) < TWICE ? CAUSE_DOUBLED : CAUSE_GAIN;
}

static double value_of(enum cause_kind kind, const struct gain_delay *gain_delay)
{
	if (kind == CAUSE_OFFSET)
		return gain_delay->delay;
	if (kind == CAUSE_GAIN || kind == CAUSE_POLARITY)
		return gain_to_decibel(fabs(gain_delay->gain));
	return gain_delay->gain;
}

static bool undo(const struct forensics_case *evidence, const struct model *model, struct source **files,
		 struct arena *arena)
{
	(void)evidence;
	const struct gain_delay *held = &model->gain_delay;
	const size_t file = model->stem == CAUSE_OF_MIX ? 0 : model->stem + 1;
	bool done = true;
	const struct mend mend = file == 0 ? mend_gain_delay(1.0 / held->gain, -held->delay, arena, &done)
					   : mend_gain_delay(held->gain, held->delay, arena, &done);
	files[file] = done ? mended_source_new(arena, files[file], &mend) : NULL;
	return files[file];
}

/* The model of the offset, which stands before that of the gain, undoes both. */
static bool undone(const struct forensics_case *evidence, const struct model *model, struct source **files,
		   struct arena *arena)
{
	(void)evidence;
	(void)model;
	(void)files;
	(void)arena;
	return true;
}

static bool can_undo(const struct model *model)
{
	return model->kind != CAUSE_MISSING && (model->stem != CAUSE_OF_MIX || model->kind != CAUSE_ABSENT);
}

/* Adds the model of a stem of the set; where it has an offset and a gain, one model for each. */
static void add_signal(struct models *models, struct search *search, size_t index, double share)
{
	const struct forensics_case *evidence = search->evidence;
	const size_t stems = evidence->proof->stem_count, signal = search->free[index];
	const size_t stem = signal < stems ? signal : CAUSE_OF_MIX;
	const int64_t lag = evidence->lags[signal < stems ? signal : 0];
	struct gain_delay gain_delay = search->gain_delays[signal];
	const bool there = fabs(gain_delay.gain) >= HARDLY_THERE;
	bool moved = lag != 0;
	if (there && !moved && fabs(gain_delay.delay) >= 0.002)
		moved = left_without_offset(search, index) >
			OFFSET_MATTERS * search->left + ENOUGH * evidence->fit->energy;
	gain_delay.delay = there && moved ? gain_delay.delay + (double)lag : 0.0;
	struct model model = { .kind = kind_of(evidence, signal, &gain_delay, moved),
			       .stem = stem,
			       .share = share,
			       .handicap_db = FURTHER_STEM_DB * (double)(search->count - 1),
			       .gain_delay = gain_delay,
			       .together = index > 0,
			       .explains_lags = true };
	model.value = value_of(model.kind, &gain_delay);
	model.undo = can_undo(&model) ? undo : NULL;
	models_add(models, &model);
	const double off = gain_delay.gain - 1.0;
	const double made = off * off * power_of(evidence, signal) / evidence->fit->energy * evidence->survey.energy;
	if (model.kind != CAUSE_OFFSET || made < GAIN_MATTERS * evidence->energy)
		return;
	model.kind = CAUSE_GAIN;
	model.value = value_of(CAUSE_GAIN, &gain_delay);
	model.together = true;
	model.undo = undone;
	models_add(models, &model);
}

/* Returns the share that is left of the residual without lags: only these models explain the lags. */
static double share_left(const struct search *search)
{
	const struct forensics_case *evidence = search->evidence;
	return forensics_case_share(evidence, search->left) * evidence->survey.energy / evidence->energy;
}

static bool lags_alike(const struct forensics_case *evidence)
{
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	bool alike = true;
	for (size_t i = 1; i < said && alike; i++)
		alike = evidence->lags[i] == evidence->lags[0] || evidence->survey.files[i + 1].energy == 0.0;
	return alike && said > 1;
}

/* Adds the model of the mix as a whole. Returns the share that it leaves. */
static double add_mix(struct models *models, struct search *search)
{
	const size_t sum = search->evidence->proof->stem_count;
	search->free[0] = sum;
	search->count = 1;
	search->left = sum_fit_run(search->evidence->fit, search->free, 1, 0, true, search->gain_delays);
	const double share = share_left(search);
	add_signal(models, search, 0, share);
	search->count = 0;
	search->left = search->evidence->fit->energy;
	return share;
}

bool models_add_gain_delays(struct models *models, const struct forensics_case *evidence)
{
	struct search search;
	if (!search_init(&search, evidence))
		return false;
	if (lags_alike(evidence) && add_mix(models, &search) < ENOUGH)
		return true;
	take_lagging(&search);
	while (search.count < STEMS_MOST && search.other_count > 0 && search.left > ENOUGH * evidence->fit->energy)
		if (!extend(&search))
			break;
	const double share = share_left(&search);
	for (size_t i = 0; i < search.count; i++)
		add_signal(models, &search, i, share);
	return true;
}

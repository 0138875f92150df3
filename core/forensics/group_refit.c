/* stemprint: fits the values of a group of models again.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/group_refit.h"

#include "forensics/gain_delay_model.h"
#include "forensics/robust_fit.h"

#include <math.h>
#include <string.h>

#define WORTH_A_FIT 1e-6 /* share of the residual that another fault may have made */
#define LOUDER_MOST 2.0 /* the most that a better fit of one fault may leave, over the energy of the first fit */
#define GAIN_MOVES_MOST 0.3
#define DELAY_MOVES_MOST 1.0 /* frames */
#define NOTHING_LEFT 0.2 /* of a change: less of it was another fault */
#define GAIN_LEAST 3e-4 /* a smaller change of a gain may be nothing */
#define SOFTER_DB 2.0 /* by how much a gain of the mix must leave less than that of a stem, in the mean of all bins */
#define DELAY_LEAST 0.002 /* frames: the same of a delay */

struct refit {
	struct forensics_round *round;
	size_t first, end; /* of the group */
	struct source **files; /* [1 + stem_count] without the faults of the group */
	int64_t *lags; /* [stem] that are left in them */
	struct robust_signal *signals; /* [end - first] */
	size_t *models; /* [signal] its first model */
	size_t count; /* signals */
	struct robust_fit fit;
};

static size_t file_of(const struct model *model)
{
	return model->stem == CAUSE_OF_MIX ? 0 : model->stem + 1;
}

/* A stem that the mix does not hold has no gain that a fit could make better. */
static bool is_fitted(const struct model *model)
{
	return model->kind <= CAUSE_DOUBLED;
}

static bool can_refit(const struct refit *refit)
{
	const struct model *models = refit->round->models.items;
	bool can = models[refit->first].share > WORTH_A_FIT, any = false;
	for (size_t i = refit->first; i < refit->end; i++) {
		can = can && models[i].kind <= CAUSE_ABSENT && models[i].undo;
		any |= is_fitted(&models[i]);
	}
	return can && any;
}

static bool prepare(struct refit *refit, struct source *const *files)
{
	struct forensics_case *evidence = &refit->round->evidence;
	const size_t stems = evidence->proof->stem_count, count = refit->end - refit->first;
	refit->files = ARENA_ARRAY(evidence->arena, struct source *, stems + 1);
	refit->lags = ARENA_ARRAY(evidence->arena, int64_t, stems);
	refit->signals = ARENA_ARRAY(evidence->arena, struct robust_signal, count);
	refit->models = ARENA_ARRAY(evidence->arena, size_t, count);
	if (!refit->files || !refit->lags || !refit->signals || !refit->models)
		return false;
	memcpy(refit->files, files, (stems + 1) * sizeof *files);
	memcpy(refit->lags, evidence->lags, stems * sizeof *refit->lags);
	return forensics_round_undo(refit->round, refit->first, refit->files, refit->lags, evidence->arena);
}

/* Lists what to fit: a stem that has an offset and a gain occurs once. */
static void list_signals(struct refit *refit)
{
	for (size_t i = refit->first; i < refit->end; i++) {
		const struct model *model = &refit->round->models.items[i];
		bool listed = !is_fitted(model);
		for (size_t k = 0; k < refit->count; k++)
			listed |= refit->signals[k].file == file_of(model);
		if (listed)
			continue;
		refit->models[refit->count] = i;
		refit->signals[refit->count++] = (struct robust_signal){ .file = file_of(model),
									 .delays = model->gain_delay.delay != 0.0,
									 .gain = 1.0 };
	}
}

/* Fits signals over `files`, which have these lags. Sets *better when the fit is good for something. */
static enum status fit_files(struct refit *refit, struct source *const *files, const int64_t *lags,
			     struct robust_signal *signals, size_t count, struct robust_fit *fit, bool *better)
{
	struct forensics_case *evidence = &refit->round->evidence;
	struct proof proof = *evidence->proof;
	struct proof_reader reader;
	proof.mix = files[0];
	proof.stems = files + 1;
	if (!proof_reader_init(&reader, &proof, evidence->arena))
		return STATUS_NO_MEMORY;
	const double samples = (double)reader.frames * (double)reader.channels;
	const enum status status =
		robust_fit_run(fit, &reader, lags, evidence->floor / samples, signals, count, evidence->arena);
	*better = status == STATUS_OK && fit->settled && fit->after <= LOUDER_MOST * fit->before;
	for (size_t i = 0; i < count; i++)
		*better = *better && fabs(signals[i].gain - 1.0) < GAIN_MOVES_MOST &&
			  fabs(signals[i].delay) < DELAY_MOVES_MOST;
	if (status != STATUS_OK) {
		evidence->reader.failed_file = reader.failed_file;
		evidence->reader.problem = reader.problem;
	}
	return status;
}

/* What the mix does too much is undone in the mix, and what it does with a stem is done to the stem. */
static struct gain_delay with(const struct gain_delay *old, const struct robust_signal *signal)
{
	if (signal->file == 0)
		return (struct gain_delay){ old->gain / signal->gain, old->delay - signal->delay };
	return (struct gain_delay){ old->gain * signal->gain, old->delay + signal->delay };
}

/* Returns whether a fit left next to nothing of a change, which was chance or another fault. */
static bool is_gone(double old, double now, double least)
{
	return fabs(now) < least && fabs(now) < NOTHING_LEFT * fabs(old);
}

/* Removes a model. The next one of the group takes its place. */
static void drop(struct refit *refit, size_t index)
{
	struct models *models = &refit->round->models;
	if (index == refit->first && index + 1 < refit->end)
		models->items[index + 1].together = false;
	memmove(models->items + index, models->items + index + 1, (models->count - index - 1) * sizeof *models->items);
	models->count--;
	refit->end--;
}

/* Writes the values into all models of a file. The first of them undoes all; a second one tells the gain beside an
   offset. `gone` lists those of which nothing is left. */
static void update(struct refit *refit, size_t index, bool *gone)
{
	const struct robust_signal *signal = &refit->signals[index];
	const struct gain_delay old = refit->round->models.items[refit->models[index]].gain_delay;
	struct gain_delay now = with(&old, signal);
	const bool still = old.delay == 0.0 || is_gone(old.delay, now.delay, DELAY_LEAST);
	const bool level = is_gone(old.gain - 1.0, now.gain - 1.0, GAIN_LEAST);
	now.delay = still ? 0.0 : now.delay;
	for (size_t i = refit->first; i < refit->end; i++) {
		struct model *model = &refit->round->models.items[i];
		if (file_of(model) != signal->file)
			continue;
		const bool first = i == refit->models[index];
		gone[i - refit->first] = first ? still && level : still || level;
		gain_delay_model_set(model, &now, !first);
	}
}

static void update_all(struct refit *refit, bool *gone)
{
	size_t left = 0;
	for (size_t i = 0; i < refit->count; i++)
		update(refit, i, gone);
	for (size_t i = refit->first; i < refit->end; i++)
		left += !gone[i - refit->first];
	for (size_t i = refit->end; i-- > refit->first && left > 0;)
		if (gone[i - refit->first])
			drop(refit, i);
}

/* A gain of the mix changes every stem, and hides behind a missing one: then it looks like the gain of some stem. Makes
   it one of the mix when that leaves far less in most bins. */
static enum status try_mix(struct refit *refit, struct source *const *files)
{
	struct forensics_case *evidence = &refit->round->evidence;
	struct model *model = &refit->round->models.items[refit->first];
	const size_t stems = evidence->proof->stem_count;
	struct model of_mix = *model;
	struct robust_signal signal = { .file = 0, .gain = 1.0 };
	struct robust_fit fit;
	bool better = false;
	if (model->kind != CAUSE_GAIN || model->stem == CAUSE_OF_MIX || stems < 2)
		return STATUS_OK;
	of_mix.stem = CAUSE_OF_MIX;
	memcpy(refit->files, files, (stems + 1) * sizeof *files);
	if (!of_mix.undo(evidence, &of_mix, refit->files, evidence->arena))
		return STATUS_NO_MEMORY;
	const enum status status = fit_files(refit, refit->files, evidence->lags, &signal, 1, &fit, &better);
	if (status != STATUS_OK || !better || fit.level > refit->fit.level - SOFTER_DB)
		return status;
	const struct gain_delay now = with(&of_mix.gain_delay, &signal);
	gain_delay_model_set(&of_mix, &now, false);
	while (refit->end > refit->first + 1)
		drop(refit, refit->first + 1);
	*model = of_mix;
	return STATUS_OK;
}

enum status group_refit(struct forensics_round *round, size_t first, struct source *const *files)
{
	struct refit refit = { .round = round, .first = first, .end = first + forensics_round_group(round, first) };
	bool better = false;
	if (!can_refit(&refit))
		return STATUS_OK;
	bool *gone = ARENA_ARRAY(round->evidence.arena, bool, refit.end - first);
	if (!gone || !prepare(&refit, files))
		return STATUS_NO_MEMORY;
	list_signals(&refit);
	enum status status =
		fit_files(&refit, refit.files, refit.lags, refit.signals, refit.count, &refit.fit, &better);
	if (status != STATUS_OK || !better)
		return status;
	update_all(&refit, gone);
	return try_mix(&refit, files);
}

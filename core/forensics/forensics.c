/* stemprint: names the faults of a proof one after the other, each in what the ones before leave.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics.h"

#include "forensics/confidence.h"
#include "forensics/forensics_round.h"
#include "forensics/forensics_text.h"

#include <math.h>
#include <string.h>

enum { CAUSES_MOST = 12, ROUNDS_MOST = 3 };

#define CONFIDENCE_LEAST 0.05
#define CHANGES 0.9 /* a cause that leaves a larger share changes nothing */
#define WORTH_A_ROUND 1e-4 /* share of the energy of the residual that another fault may have made */
#define FURTHER_FAULT 0.5 /* the confidence of a fault beside the first */

struct search {
	const struct proof *proof;
	double floor_dbfs;
	double energy; /* of the residual of the files as they are */
	struct arena *arena; /* of the causes */
	struct arena *scratch; /* of the mended sources */
	struct source **files; /* [1 + stem_count] without the faults that were found */
	struct proof mended; /* of these files */
	int64_t *lags; /* [stem] that are not undone in the files */
	size_t faults; /* that were found */
	struct cause *causes;
	size_t cause_count;
};

static bool search_init(struct search *search)
{
	const struct proof *proof = search->proof;
	search->files = ARENA_ARRAY(search->scratch, struct source *, proof->stem_count + 1);
	search->lags = ARENA_ARRAY(search->scratch, int64_t, proof->stem_count);
	search->causes = ARENA_ARRAY(search->arena, struct cause, CAUSES_MOST);
	if (!search->files || !search->lags || !search->causes)
		return false;
	search->files[0] = proof->mix;
	memcpy(search->files + 1, proof->stems, proof->stem_count * sizeof *search->files);
	search->mended = *proof;
	search->mended.stems = search->files + 1;
	return true;
}

/* Returns the share of the residual of the files as they are that the model leaves. */
static double left_of_all(const struct search *search, const struct forensics_round *round, const struct model *model)
{
	const struct forensics_case *evidence = &round->evidence;
	return model->share * (model->explains_lags ? evidence->energy : evidence->survey.energy) / search->energy;
}

static bool add_cause(struct search *search, const struct forensics_round *round, size_t index, size_t fault)
{
	const struct model *model = &round->models.items[index];
	if (search->cause_count == CAUSES_MOST)
		return true;
	struct cause *cause = &search->causes[search->cause_count];
	*cause = (struct cause){ .kind = model->kind,
				 .stem = model->stem,
				 .fault = fault,
				 .value = model->value,
				 .drift_ppm = model->drift_ppm,
				 .confidence = confidence_of(&round->models, index),
				 .left_db = 10.0 * log10(fmax(left_of_all(search, round, model), 1e-12)) };
	search->cause_count++;
	return forensics_explain(&round->evidence, model, cause, search->arena);
}

/* Adds the first models, which happened together, and then those that exclude them. */
static bool add_causes(struct search *search, const struct forensics_round *round)
{
	const size_t group = forensics_round_group(round, 0), first = search->faults + 1;
	bool done = true;
	for (size_t i = 0; i < round->models.count && done; i++) {
		const bool changes =
			round->models.items[i].share < CHANGES && confidence_of(&round->models, i) >= CONFIDENCE_LEAST;
		if (i < group)
			search->faults++;
		if (i == 0 || changes)
			done = add_cause(search, round, i, i < group ? search->faults : first);
	}
	return done;
}

/* Sorts the surest causes first. */
static void sort(struct cause *causes, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct cause cause = causes[i];
		size_t slot = i;
		for (; slot > 0 && causes[slot - 1].confidence < cause.confidence; slot--)
			causes[slot] = causes[slot - 1];
		causes[slot] = cause;
	}
}

/* Takes away, in the files, what the first models of the round explain. Returns NO_MEMORY, or sets *undone. */
static enum status undo(struct search *search, const struct forensics_round *round, bool *undone)
{
	const size_t group = forensics_round_group(round, 0);
	memcpy(search->lags, round->evidence.lags, search->proof->stem_count * sizeof *search->lags);
	*undone = true;
	for (size_t i = 0; i < group; i++)
		*undone = *undone && round->models.items[i].undo;
	for (size_t i = 0; i < group && *undone; i++) {
		const struct model *model = &round->models.items[i];
		if (!model->undo(&round->evidence, model, search->files, search->scratch))
			return STATUS_NO_MEMORY;
		if (model->explains_lags && model->stem != CAUSE_OF_MIX)
			search->lags[model->stem] = 0;
		else if (model->explains_lags)
			memset(search->lags, 0, search->proof->stem_count * sizeof *search->lags);
	}
	return STATUS_OK;
}

/* Names another fault in what is left without those that were found. Sets *more when there is one. */
static enum status look_further(struct search *search, struct forensics_round *round, bool *more)
{
	*more = false;
	enum status status = undo(search, round, more);
	forensics_round_close(round);
	if (status != STATUS_OK || !*more)
		return status;
	search->mended.mix = search->files[0];
	status = forensics_round_open(round, &search->mended, search->floor_dbfs);
	*more = status == STATUS_OK && !forensics_round_is_clean(round) &&
		round->evidence.energy > WORTH_A_ROUND * search->energy;
	if (*more)
		status = forensics_round_rank(round, search->lags);
	*more = *more && status == STATUS_OK && confidence_of(&round->models, 0) >= FURTHER_FAULT;
	return status;
}

static enum status find_faults(struct search *search, struct forensics_round *round)
{
	bool more = true;
	enum status status = forensics_round_rank(round, NULL);
	for (int i = 1; status == STATUS_OK && more; i++) {
		if (!add_causes(search, round))
			return STATUS_NO_MEMORY;
		more = i < ROUNDS_MOST;
		if (more)
			status = look_further(search, round, &more);
	}
	return status;
}

enum status forensics_run(const struct proof *proof, double floor_dbfs, struct arena *arena,
			  struct forensics *forensics)
{
	*forensics = (struct forensics){ 0 };
	struct search search = { .proof = proof, .floor_dbfs = floor_dbfs, .arena = arena, .scratch = arena_new() };
	struct forensics_round round = { 0 };
	if (!search.scratch)
		return STATUS_NO_MEMORY;
	enum status status = search_init(&search) ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = forensics_round_open(&round, proof, floor_dbfs);
	search.energy = round.evidence.energy;
	if (status == STATUS_OK && !forensics_round_is_clean(&round))
		status = find_faults(&search, &round);
	sort(search.causes, search.cause_count);
	forensics->causes = search.causes;
	forensics->cause_count = search.cause_count;
	forensics->failed_file = round.evidence.reader.failed_file;
	forensics->problem = round.evidence.reader.problem;
	forensics_round_close(&round);
	arena_free(search.scratch);
	return status;
}

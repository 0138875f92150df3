/* stemprint: finds by how much one side of a stem or of the mix is late.
   SPDX-License-Identifier: GPL-3.0-or-later

   One side of all files is a proof of its own, whose gains and delays are found as those of any other. */
#include "forensics/late_side_model.h"

#include "forensics/gain_delay_model.h"
#include "forensics/side_source.h"

#include <math.h>

#define ONE_SIDED 0.01 /* share of the energy of the residual that may lie on the other side */
#define ON_BOTH 1e-3 /* share of the energy of a signal that must lie on the other side */
#define OFFSET_LEAST_DB 10.0 /* what the offset must explain */
#define HANDICAP_DB 1.5
#define EXPLAINED_DB 25.0 /* a gain, an offset or a matrix that explains this much needs no rival */

/* Returns the side on which the residual lies, or SIDES. */
static size_t side_of_residual(const struct forensics_case *evidence)
{
	const double half = 0.5 * evidence->floor;
	const double left = fmax(0.0, evidence->sides[SIDE_LEFT] - half);
	const double right = fmax(0.0, evidence->sides[SIDE_RIGHT] - half);
	if (left <= ONE_SIDED * right)
		return SIDE_RIGHT;
	return right <= ONE_SIDED * left ? SIDE_LEFT : SIDES;
}

static bool side_proof_init(struct proof *proof, const struct proof *whole, size_t side, struct arena *arena)
{
	struct source **stems = ARENA_ARRAY(arena, struct source *, whole->stem_count);
	*proof = *whole;
	proof->stems = stems;
	proof->mix = side_source_new(arena, whole->mix, side);
	bool done = stems && proof->mix;
	for (size_t i = 0; i < whole->stem_count && done; i++) {
		stems[i] = side_source_new(arena, whole->stems[i], side);
		done = stems[i];
	}
	return done;
}

static enum status measure(struct forensics_case *part, const struct proof *proof, double floor_dbfs,
			   struct arena *arena)
{
	enum status status = forensics_case_open(part, proof, floor_dbfs, arena);
	return status == STATUS_OK ? forensics_case_measure(part) : status;
}

/* Returns whether the other side has a part in the signal. Else the side is all of it, and its delay is an offset. */
static bool is_on_both(const struct forensics_case *evidence, size_t stem, size_t side)
{
	const struct stereo_sums *sums = &evidence->survey.files[stem == CAUSE_OF_MIX ? 0 : stem + 1].stereo;
	return sums->gram[1 - side][1 - side] > ON_BOTH * sums->gram[side][side];
}

static void add_best(struct models *models, const struct forensics_case *evidence, const struct models *found,
		     size_t side)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct model *offset = &found->items[i];
		if (offset->kind != CAUSE_OFFSET || offset->together || model_score(offset) < OFFSET_LEAST_DB ||
		    !is_on_both(evidence, offset->stem, side))
			continue;
		struct model model = { .kind = CAUSE_STEREO,
				       .stem = offset->stem,
				       .share = offset->share,
				       .handicap_db = HANDICAP_DB,
				       .value = offset->value,
				       .explains_lags = true,
				       .matrix = stereo_matrix_identity() };
		model.side_delays[side] = offset->value;
		models_add(models, &model);
		return;
	}
}

/* Returns whether a gain, an offset or a matrix explains the residual already. */
static bool is_explained(const struct models *models)
{
	bool explained = false;
	for (size_t i = 0; i < models->count; i++) {
		const struct model *model = &models->items[i];
		const bool simple = model->kind <= CAUSE_ABSENT || model->kind == CAUSE_STEREO;
		explained |= simple && model_score(model) > EXPLAINED_DB;
	}
	return explained;
}

enum status models_add_late_side(struct models *models, struct forensics_case *evidence)
{
	if (evidence->survey.channels != SIDES || is_explained(models))
		return STATUS_OK;
	const size_t side = side_of_residual(evidence);
	struct arena *scratch = side < SIDES ? arena_new() : NULL;
	if (side == SIDES)
		return STATUS_OK;
	struct proof proof;
	struct forensics_case part;
	struct models found;
	if (!scratch || !side_proof_init(&proof, evidence->proof, side, scratch)) {
		arena_free(scratch);
		return STATUS_NO_MEMORY;
	}
	const double samples = (double)evidence->reader.frames * SIDES;
	const double floor_dbfs = evidence->floor > 0.0 ? 10.0 * log10(evidence->floor / samples) : -(double)INFINITY;
	enum status status = measure(&part, &proof, floor_dbfs, scratch);
	evidence->reader.failed_file = part.reader.failed_file;
	evidence->reader.problem = part.reader.problem;
	if (status == STATUS_OK &&
	    (!models_init(&found, proof.stem_count, scratch) || !models_add_gain_delays(&found, &part)))
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		add_best(models, evidence, &found, side);
	arena_free(scratch);
	return status;
}

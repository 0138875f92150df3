/* stemprint: what might have happened, and how much of a residual it would explain.
   SPDX-License-Identifier: GPL-3.0-or-later

   Handicaps, in dB of what a model explains:
     0    offset, gain, polarity, a stem twice or not at all: of one stem or of the whole mix; half a dB more for each
   further stem 0    the noise of a word length 2    clipping and limiting, a tail cut off (and up to 8 more, the later
   the residual begins) 3    a rate that was converted 4    a gain that moves 6    a filter, a curve without memory:
   each could do what gains and offsets do */
#ifndef STEMPRINT_FORENSICS_FORENSICS_MODEL_H
#define STEMPRINT_FORENSICS_FORENSICS_MODEL_H

#include "forensics/cause.h"
#include "forensics/forensics_case.h"

#define SCORE_LIMIT_DB 30.0

struct model {
	enum cause_kind kind;
	size_t stem; /**< CAUSE_OF_MIX */
	double share; /**< of the residual's energy that would be left; of that with all lags, where it is not they that
			 explain */
	double handicap_db;
	double certainty; /**< of what is named because nothing explains: how sure that is; else 0, and the share tells
			   */
	double value;
	double drift_ppm;
	struct gain_delay gain_delay; /**< of offsets, gains and polarities; the offset whole */
	bool together; /**< with the model before it, which has the same share */
};

/** All models of a case, in no order. */
struct models {
	struct model *items;
	size_t count, capacity;
	double explained; /**< the best score of those that explain something */
};

/** Room for all models of a proof. False when out of memory. */
bool models_init(struct models *models, const struct proof *proof, struct arena *arena);

void models_add(struct models *models, const struct model *model);

/** What the model explains, in dB, less its handicap. */
double model_score(const struct model *model);

/** Stems that were moved, turned up or down, inverted, doubled or left out: the set of stems that explains most, one by
   one, and the mix as a whole. False when out of memory. */
bool models_add_gain_delays(struct models *models, const struct forensics_case *evidence);

/** A steady filter on the way of each stem, and of the mix. */
void models_add_filters(struct models *models, const struct forensics_case *evidence);

/** Gain that moves, limits, curves without memory, cut tails. */
void models_add_levels(struct models *models, const struct forensics_case *evidence);

/** Converted rates and clocks that run apart. */
void models_add_rates(struct models *models, const struct forensics_case *evidence);

/** The noise of a word length. */
void models_add_noise(struct models *models, const struct forensics_case *evidence);

/** What is left when the best of the others has this score. */
void models_add_unexplained(struct models *models, const struct forensics_case *evidence, double best_score);

/** Gain over time (64 points at most) and magnitude over frequency (third octaves) of a stem or the mix. NULL when out
   of memory. */
const struct cause_point *forensics_gain_curve(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					       size_t *count);
const struct cause_point *forensics_response(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					     size_t *count);

#endif

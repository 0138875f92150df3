/* stemprint: one round of the search for causes: all that is measured of a proof, and all models of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FORENSICS_ROUND_H
#define STEMPRINT_FORENSICS_FORENSICS_ROUND_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** A round. It takes some 5 MB a stem, which forensics_round_close() gives back. */
struct forensics_round {
	struct arena *arena;
	struct forensics_case evidence;
	struct models models; /**< the best score first; empty when the proof is clean */
};

/** Surveys the residual of the proof, which the caller keeps. */
enum status forensics_round_open(struct forensics_round *round, const struct proof *proof,
				 double floor_dbfs) MUST_CHECK;

/** Tells whether the rms of the residual is at most 1 dB over what the formats leave. */
bool forensics_round_is_clean(const struct forensics_round *round);

/** Measures all and ranks the models. With `lags`, [stem], it measures with these lags and looks for no others. */
enum status forensics_round_rank(struct forensics_round *round, const int64_t *lags) MUST_CHECK;

/** Returns how many models from `index` on belong together. */
size_t forensics_round_group(const struct forensics_round *round, size_t index);

/** Takes the faults of the group that begins at `first` away in files[1 + stem_count], as a model's undo does, and sets
    the lags, [stem], that it undid to 0. Every model of the group must have an undo. Returns false when out of memory.
 */
bool forensics_round_undo(const struct forensics_round *round, size_t first, struct source **files, int64_t *lags,
			  struct arena *arena);

/** Gives back all memory. A round that was never opened must be all zero. */
void forensics_round_close(struct forensics_round *round);

#endif

/* stemprint: verdicts on proofs: whether stems add up to their mix in the files and in the engine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_PROOF_VERDICT_H
#define STEMPRINT_VERIFY_PROOF_VERDICT_H

#include "verify/proof_meter.h"
#include "verify/verdict.h"

/** Adds the verdict "null NAME" of a proof. NAME is that of the mix, or of the set of stems when it has one.
    proof_meter_read() has judged the proof. */
void verdicts_add_null(struct verdicts *verdicts, const char *name, const struct proof_result *result);

/** Adds the verdict "engine", or "engine SET" when the set of stems has a name (else NULL). The residual is the whole
    less the sum of its lanes in float64, as a linear peak and rms. It passes at a peak of ENGINE_RESIDUAL_LIMIT_DBFS or
    less. `where` tells where in the graph the residual begins; NULL: not known. */
void verdicts_add_engine(struct verdicts *verdicts, const char *set, double residual_peak, double residual_rms,
			 const char *where);

#endif

/* stemprint: whether stems add up to their mix, in the files and in the engine, as verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_PROOF_VERDICT_H
#define STEMPRINT_VERIFY_PROOF_VERDICT_H

#include "verify/proof_meter.h"
#include "verify/verdict.h"

/** "null NAME": the proof of the mix of that name, or of a set of stems that has one. The judgement itself is
   proof_meter_read()'s. */
void verdicts_add_null(struct verdicts *verdicts, const char *name, const struct proof_result *result);

/** "engine", or "engine SET" of a set of stems that has a name (else NULL): the whole minus the sum of its lanes in
   float64, linear peak and rms. Passes at or under ENGINE_RESIDUAL_LIMIT_DBFS peak. `where` says where in the graph it
   begins; NULL: not known. */
void verdicts_add_engine(struct verdicts *verdicts, const char *set, double residual_peak, double residual_rms,
			 const char *where);

#endif

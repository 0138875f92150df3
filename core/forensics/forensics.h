/* stemprint: who is to blame when a mix is not the sum of its stems.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each cause of a fixed list (cause.h) is tried as a model of the residual: how much of its energy would be left if
   that were what happened? The simplest that leaves little is named first: a decibel of energy counts for a cause, up
   to SCORE_LIMIT_DB; a model that could imitate simpler ones starts with a handicap (model.h has the list).
   What no model explains is either made from a stem in ways that leave no fixed relation, or of no stem at all. */
#ifndef STEMPRINT_FORENSICS_FORENSICS_H
#define STEMPRINT_FORENSICS_FORENSICS_H

#include "forensics/cause.h"
#include "forensics/proof.h"

struct forensics {
	const struct cause *causes; /**< the surest first */
	size_t cause_count; /**< 0: nothing is left over, or no more than the formats leave */
	size_t failed_file; /**< which file a failure is about: 0 the mix, then the stems */
	const char *problem; /**< with BAD_SOURCE and NOT_FINITE: the source's; else NULL */
};

/** Names what makes the residual of the proof. A residual of an rms up to 1 dB over floor_dbfs (what the formats leave,
   proof_meter.h; -INFINITY: nothing) has no cause. Reads all files some eight times; memory does not grow with their
   length. Results come from the arena. */
enum status forensics_run(const struct proof *proof, double floor_dbfs, struct arena *arena,
			  struct forensics *forensics) MUST_CHECK;

#endif

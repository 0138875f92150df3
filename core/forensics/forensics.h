/* stemprint: why a mix is not the sum of its stems.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each cause of a fixed list (cause.h) is tried as a model of the residual: how much energy of the residual would be
   left if this had happened? The simplest model that leaves little comes first. A model earns each decibel of energy
   that it explains, up to SCORE_LIMIT_DB; one that could imitate simpler ones starts with a handicap (model.h has the
   list). A residual that no model explains is made from a stem in ways that leave no fixed relation, or from no stem.

   A proof may have several faults. When the best model leaves more than the formats do, its fault is taken away in the
   files (model.h), all is measured again, and the next fault is named in what is left, up to three rounds. Before that,
   offsets and gains are fitted again where the other faults are soft (group_refit.h).
 */
#ifndef STEMPRINT_FORENSICS_FORENSICS_H
#define STEMPRINT_FORENSICS_FORENSICS_H

#include "forensics/cause.h"
#include "forensics/proof.h"

/** The causes that were found. */
struct forensics {
	const struct cause *causes; /**< [cause_count] the surest first */
	size_t cause_count; /**< 0 to 12; 0: nothing is left, or no more than the formats leave */
	size_t failed_file; /**< the file that a failure is about: 0 the mix, then the stems from 1 */
	const char *problem; /**< of that source, with BAD_SOURCE and NOT_FINITE; else NULL */
};

/** Finds the causes of the residual. A residual whose rms is at most 1 dB over `floor_dbfs` has none; that is the level
    that the formats leave (proof_meter.h), -INFINITY when they leave nothing. It reads all files some eight times a
   round, in memory that does not grow with their length. Results come from the arena. Returns NO_MEMORY, INTERRUPTED,
   or the failure of a source. */
enum status forensics_run(const struct proof *proof, double floor_dbfs, struct arena *arena,
			  struct forensics *forensics) MUST_CHECK;

#endif

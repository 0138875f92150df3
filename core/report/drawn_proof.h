/* stemprint: the proofs that a picture shows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DRAWN_PROOF_H
#define STEMPRINT_REPORT_DRAWN_PROOF_H

#include "report/findings.h"

#include <stdbool.h>

/** Returns whether a picture shows that proof. Each kind of picture has such a function. */
typedef bool drawn_proof(const struct report_proof *proof);

/** Returns how many proofs of the report the picture shows. Returns 0 without a report. */
size_t drawn_proof_count(const struct findings *findings, drawn_proof *is_drawn);

/** Returns the proof at `index` among those that the picture shows. The index is less than drawn_proof_count(). */
const struct report_proof *drawn_proof_find(const struct findings *findings, size_t index, drawn_proof *is_drawn);

/** Returns the name of that proof: its set of stems, or the path of its mix if the set has no name. */
const char *drawn_proof_subject(const struct findings *findings, size_t index, drawn_proof *is_drawn);

#endif

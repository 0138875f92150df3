/* stemprint: the proofs that a picture is drawn of.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DRAWN_PROOF_H
#define STEMPRINT_REPORT_DRAWN_PROOF_H

#include "report/findings.h"

#include <stdbool.h>

/** Whether a picture shows that proof. */
typedef bool drawn_proof(const struct report_proof *proof);

/** How many of the report's proofs are drawn; 0 without a report. */
size_t drawn_proof_count(const struct findings *findings, drawn_proof *is_drawn);

/** The index-th of them, under drawn_proof_count(). */
const struct report_proof *drawn_proof_find(const struct findings *findings, size_t index, drawn_proof *is_drawn);

/** The path of its mix. */
const char *drawn_proof_subject(const struct findings *findings, size_t index, drawn_proof *is_drawn);

#endif

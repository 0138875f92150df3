/* Finds the proofs that a picture shows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/drawn_proof.h"

size_t drawn_proof_count(const struct findings *findings, drawn_proof *is_drawn)
{
	size_t found = 0;
	for (size_t i = 0; findings->report && i < findings->report->proof_count; i++)
		found += is_drawn(&findings->report->proofs[i]);
	return found;
}

const struct report_proof *drawn_proof_find(const struct findings *findings, size_t index, drawn_proof *is_drawn)
{
	for (size_t i = 0;; i++)
		if (is_drawn(&findings->report->proofs[i]) && index-- == 0)
			return &findings->report->proofs[i];
}

const char *drawn_proof_subject(const struct findings *findings, size_t index, drawn_proof *is_drawn)
{
	const struct report_proof *proof = drawn_proof_find(findings, index, is_drawn);
	return proof->set ? proof->set : findings->report->files[proof->mix].path;
}

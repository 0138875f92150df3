/* stemprint: finds where a file falls silent while the others sound on.
   SPDX-License-Identifier: GPL-3.0-or-later

   A stem that rests leaves nothing in the residual. A stem with a gap leaves what the mix still holds of it: the
   residual then begins where the file falls silent, or ends where the file sounds again. A mix that lacks a stem for a
   while leaves just that stem, inverted. */
#ifndef STEMPRINT_FORENSICS_GAP_SEARCH_H
#define STEMPRINT_FORENSICS_GAP_SEARCH_H

#include "forensics/cause.h"
#include "forensics/residual_cells.h"
#include "forensics/residual_survey.h"

/** The most stretches of a gap that are kept. */
enum { GAP_RUNS = 64 };

/** A stretch of silence, in frames. */
struct gap_run {
	uint64_t from, to; /**< to: the frame after the last */
	uint64_t mask_from, mask_to; /**< the same with the fades around it */
};

/** All gaps of one file. */
struct gap {
	enum cause_kind kind; /**< CAUSE_GAP; CAUSE_HEAD or CAUSE_CUT when there is one stretch at that end */
	size_t file; /**< 0 the mix, then the stems from 1 */
	bool lacked; /**< the file sounds there, but the mix does not hold it */
	bool whole; /**< the file is silent from beginning to end */
	struct gap_run runs[GAP_RUNS]; /**< [the lesser of run_count and GAP_RUNS] where the residual sounds */
	size_t run_count;
	double explained; /**< energy of the residual there; 0: the file has no gap */
	double loose; /**< of that, the energy in stretches at neither edge of which the residual begins or ends, 0 to 1
		       */
	double span; /**< share of the whole proof that these stretches take, 0 to 1 */
	double slack; /**< mean distance from an edge to where the residual begins or ends, in frames */
};

/** Looks for the gaps of a file in its cells. */
void gap_search_silence(const struct residual_cells *cells, const struct residual_survey *survey, double sample_rate,
			size_t file, struct gap *gap);

/** Looks for stretches where the mix lacks a stem that sounds. */
void gap_search_lack(const struct residual_cells *cells, size_t file, struct gap *gap);

#endif

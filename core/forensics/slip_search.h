/* stemprint: finds an edit that moved all later sound of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_SLIP_SEARCH_H
#define STEMPRINT_FORENSICS_SLIP_SEARCH_H

#include "forensics/residual_cells.h"

/** The largest move that is found, in frames. */
enum { SLIP_LIMIT = 32768 };

/** The move. */
struct slip {
	size_t file; /**< 0 the mix against all stems, then the stems from 1 */
	int64_t frames; /**< by which the mix holds the file later, from there on; 0: nothing was moved */
	uint64_t from; /**< the frame from which on it does */
	double left; /**< energy of the residual that it leaves */
};

/** Looks for a move where the residual begins in the middle of the sound. It reads the files twice at most. Returns
    NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status slip_search_run(const struct residual_cells *cells, struct proof_reader *reader, struct arena *arena,
			    struct slip *slip) MUST_CHECK;

#endif

/* stemprint: the search for the stem from which a residual comes through a long response.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_SEND_SEARCH_H
#define STEMPRINT_FORENSICS_SEND_SEARCH_H

#include "forensics/forensics_case.h"
#include "forensics/long_response.h"

/** What was found. */
struct send_search {
	size_t stem; /**< from 0, or CAUSE_OF_MIX for the sum of all stems */
	double rate; /**< of the thinned frames, Hz */
	double share; /**< of the residual's energy that the response leaves, in the band that was searched */
	double level; /**< energy of the residual over that of the stem, in this band */
	struct long_response *response; /**< solved */
};

/** Searches. The memory comes from the arena, and other memory is given back. Returns NO_MEMORY, INTERRUPTED, or the
    failure of a source. */
enum status send_search_run(struct send_search *search, struct forensics_case *evidence,
			    struct arena *arena) MUST_CHECK;

#endif

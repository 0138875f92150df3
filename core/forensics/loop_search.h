/* Finds roughly by how much the answer of a loop is late.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_SEARCH_H
#define STEMPRINT_FORENSICS_LOOP_SEARCH_H

#include "forensics/loop_case.h"

/** The round trips that are searched, s. */
#define LOOP_LAG_LEAST (-1.0)
#define LOOP_LAG_MOST 5.0

/** Where a loop answers. */
struct loop_place {
	bool found; /**< false: the answer has nothing in common with the send there */
	uint64_t frame; /**< the middle of the part of the send that was looked at: the burst, or the loudest part of
			   the first minute */
	double lag; /**< whole frames */
	double clearness; /**< how far the peak stands over the rms of the other delays that say anything; noise reaches
			     6 */
};

/** Searches for the delay at which the response of the loop has its peak. The response is the quotient of the spectra:
    conj(X) Y / (|X|^2 + 0.001 mean |X|^2). Returns the failure of a source, or NO_MEMORY. */
enum status loop_search(const struct loop_case *loop, struct loop_place *place) MUST_CHECK;

#endif

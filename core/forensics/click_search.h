/* stemprint: finds clicks in a residual, and the file that holds them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CLICK_SEARCH_H
#define STEMPRINT_FORENSICS_CLICK_SEARCH_H

#include "forensics/blame.h"
#include "forensics/residual_cells.h"

/** The most clicks whose places are kept. */
enum { CLICKS_KEPT = 32 };

/** The frames that a click may last. */
enum { CLICK_LONGEST = 512 };

/** A click. */
struct click {
	uint64_t frame; /**< of its peak */
	double peak; /**< of the residual, linear */
};

/** All clicks of a proof. */
struct clicks {
	struct click kept[CLICKS_KEPT]; /**< [the lesser of count and CLICKS_KEPT] the loudest, in order of time */
	size_t count;
	double explained; /**< energy of the residual in all clicks; 0: there is none */
	struct blame blame; /**< which file holds those that are kept */
};

/** Looks for residual that sounds for a few milliseconds at a time, and is silent otherwise. `floor` is the
    mean square that the formats leave. It reads the files once.
    Returns NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status click_search_run(const struct residual_cells *cells, struct proof_reader *reader, double floor,
			     struct arena *arena, struct clicks *clicks) MUST_CHECK;

#endif

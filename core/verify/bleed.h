/* stemprint: how much of each track is in each stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_BLEED_H
#define STEMPRINT_VERIFY_BLEED_H

#include "graph/reach.h"
#include "measure/level.h"
#include "verify/verdict.h"

/** NAN: silent there. */
struct bleed_level {
	double level_dbfs; /**< rms of what the track brings to the stem, over the whole render, as level.h counts it */
	double relative_db; /**< against the same in the track's own stem; INFINITY where it is silent in its own and
			       not here */
};

struct bleed {
	const struct reach *reach;
	const struct bleed_level *levels; /**< as reach->cells */
	double max_db; /**< most that may be heard of a track where it is not meant to be, against its own stem; NAN:
			  nobody asks */
};

/** The levels of what the meters heard, as reach->cells; all zero where there was no lane. NULL when out of memory. */
const struct bleed_level *bleed_levels(const struct reach *reach, const struct level_meter *meters,
				       struct arena *arena);

/** "gtr -> plate -> vocals -> master". */
const char *bleed_way_text(const struct reach *reach, const struct reach_way *way, struct arena *arena);

/** With max_db alone. "bleed TRACK in STEM" for each track that may be heard where it is not meant to be, and one
   "bleed" where there is none of those. `texts` knows the files of the places that are told. */
void verdicts_add_bleed(struct verdicts *verdicts, const struct bleed *bleed, const struct diagnostics *texts);

#endif

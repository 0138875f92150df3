/* stemprint: how much of each track is in each stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_BLEED_H
#define STEMPRINT_VERIFY_BLEED_H

#include "graph/reach.h"
#include "measure/level.h"
#include "verify/verdict.h"

/** How much of a track is in a stem. NAN: it is silent there. */
struct bleed_level {
	double level_dbfs; /**< rms of the track in the stem over the whole render, as level.h counts it */
	double relative_db; /**< against its level in its own stem, in dB; INFINITY: it is silent in its own stem, and
			       not here */
};

/** The levels of all tracks in all stems, and their limit. */
struct bleed {
	const struct reach *reach; /**< the caller's: which track may reach which stem */
	const struct bleed_level *levels; /**< [track * stem_count + stem], as reach->cells */
	double max_db; /**< the most that a track may have in a stem that is not meant for it, against its own stem;
			  NAN: no limit is asked for */
};

/** Returns the levels that the meters heard; `meters` are as reach->cells, and all zero where there was no lane. The
    levels come from the arena. Returns NULL when out of memory. */
const struct bleed_level *bleed_levels(const struct reach *reach, const struct level_meter *meters,
				       struct arena *arena);

/** Returns the text of a way, such as "gtr -> plate -> vocals -> master", from the arena. NULL when out of memory. */
const char *bleed_way_text(const struct reach *reach, const struct reach_way *way, struct arena *arena);

/** Adds a verdict "bleed TRACK in STEM" for each track that may be heard in a stem that is not meant for it, or one
    verdict "bleed" when there is none. Without max_db it adds nothing. `texts` knows the files of the locations. */
void verdicts_add_bleed(struct verdicts *verdicts, const struct bleed *bleed, const struct diagnostics *texts);

#endif

/* Says what a graph is built for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_GRAPH_REQUEST_H
#define STEMPRINT_GRAPH_GRAPH_REQUEST_H

#include "graph/source_share.h"
#include "processors/recording.h"
#include "recipe/recipe.h"

/** The gain that an insert wanted (processor.h, trim), once it is known. */
struct graph_trim {
	const struct recipe_insert *insert; /**< the insert that wants it, in the recipe */
	double gain_db; /**< finite */
};

/** What is known of a loop through hardware. */
struct graph_hardware {
	bool missing; /**< nothing came back yet: the loop puts out silence, and nobody may print what hears it */
	size_t channels; /**< channels of what came back */
	double gain; /**< that of the loop, linear, under 0 where it turns the polarity; the default is 1 */
};

/** What becomes of the signals that leave for hardware. */
enum graph_sends {
	SENDS_NONE, /**< nothing */
	SENDS_CHECKED, /**< they are compared with what was sent, beside all prints: PRINT_CHECK */
	SENDS_PRINTED, /**< they alone are printed: PRINT_SEND. Those that hear a loop without an answer are left out */
};

/** What the graph is built for. The caller owns all arrays, which must outlive the graph. */
struct graph_request {
	bool stems; /**< stems are printed; a mix rendered anew comes without them */
	/** RECIPE_NONE prints all but re-rendered mixes. Any other value is the index of the one mix to render anew;
	    then only that mix is printed, with the meters and trims of its own inserts. */
	size_t re_rendered;
	const struct source_share *shares; /**< which sources are read together; NULL: each is read by itself */
	const size_t *source_channels; /**< channels of each source of each strip, in the order of the recipe */
	/** The recordings of recipe.recordings, in their order; NULL: none was read. */
	const struct recording *const *recordings;
	/** What is known of recipe.loops, in their order; NULL: each came back with the channels that it has, and with
	   a gain of 1. */
	const struct graph_hardware *loops;
	enum graph_sends sends; /**< what becomes of the signals that leave for hardware */
	const struct graph_trim *trims; /**< the trims known so far; an unknown trim passes the signal as it is */
	size_t trim_count;
	bool told; /**< an earlier graph of this recipe has reported the warnings */
	bool checking; /**< the graph only looks for errors and warnings: tails and gaps may be missing */
	/** For each strip, whether it is a track that is told apart from the others. Then only what each of these
	    tracks brings to each stem is printed, without a file and under the track's name. NULL: the graph is one to
	    render. */
	const bool *apart;
	bool tracks; /**< lanes are tracks, and only sets by track are printed; if false, only sets by label */
	bool reductions; /**< the dynamics that are heard are watched: PRINT_REDUCTION */
	bool measuring; /**< only trims are printed: those that are not known and have no unknown trim before them */
};

#endif

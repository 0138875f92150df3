/* Says what a graph is built for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_GRAPH_REQUEST_H
#define STEMPRINT_GRAPH_GRAPH_REQUEST_H

#include "graph/source_share.h"
#include "processors/recording.h"
#include "recipe/recipe.h"

/** It is the gain that an insert wanted (processor.h, trim), once it is known. */
struct graph_trim {
	const struct recipe_insert *insert;
	double gain_db;
};

/** It says what the graph is built for. */
struct graph_request {
	bool stems; /**< Stems are printed; a mix rendered anew comes without them. */
	/** RECIPE_NONE prints all but re-rendered mixes; any other value is the index of the one mix to render anew.
	    Then only that mix is printed, with the meters and trims of its own inserts. */
	size_t re_rendered;
	/** They say which sources are read together; NULL: each is read by itself. */
	const struct source_share *shares;
	/** They are the channels of each source of each strip, in the order of the recipe. */
	const size_t *source_channels;
	/** They are those of recipe.recordings, in their order; NULL: none was read. */
	const struct recording *const *recordings;
	/** They are the trims known so far; an unknown trim passes the signal as it is. */
	const struct graph_trim *trims;
	size_t trim_count;
	bool told; /**< An earlier graph of this recipe has reported the warnings. */
	bool checking; /**< The graph only looks for errors and warnings: tails and gaps may be missing. */
	/** It says for each strip whether it is a track that is told apart from the others. Only what each of those
	    brings to each stem is printed, without a file and under the track's name. NULL: the graph is one to
	    render. */
	const bool *apart;
	/** Lanes are tracks, and only the sets of stems by track are printed; where it is false, those by label. */
	bool tracks;
	bool measuring; /**< Only the trims are printed that are not known and have no other unknown one before them. */
};

#endif

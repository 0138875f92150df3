/* stemprint: what the parts of splicing share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_SPLICER_H
#define STEMPRINT_RECIPE_SPLICER_H

#include "recipe/reader.h"
#include "recipe/splice.h"

/** A fragment that was read, or could not be. */
struct loaded {
	const char *identity; /**< its path, or the name of one that comes with stemprint */
	const char *file; /**< as messages tell it */
	uint32_t origin; /**< of its first use */
	bool usable;
	struct fragment fragment;
};

/** One use of it. */
struct instance {
	const struct loaded *loaded;
	uint32_t origin;
	const struct document_node *values[FRAGMENT_PARAMETERS_MAXIMUM];
};

struct splicer {
	struct reader reader; /**< for its words alone */
	const struct fragment_library *library;
	struct loaded *loaded[SPLICE_FRAGMENTS_MAXIMUM];
	size_t loaded_count;
	const struct loaded *open[SPLICE_DEPTH_MAXIMUM]; /**< which use which */
	size_t open_count;
	size_t node_count; /**< made from fragments */
	size_t depth; /**< of the tree */
	bool given_up;
};

/** What a `use` says. */
struct use {
	const struct document_node *name;
	const struct document_node *arguments; /**< the mapping, with `preset` in it; NULL: none */
};

/** Whether going on makes no sense. */
bool splicer_stopped(const struct splicer *splicer);

/** One level down in the tree; false after an error. Up again is `depth--`. */
bool splicer_descend(struct splicer *splicer, struct position at);

/** The fragment of that name, read when it is new; NULL after an error. */
const struct loaded *splicer_load(struct splicer *splicer, const struct document_node *name);

/** Begins a use of a fragment, to be ended with splicer_leave(). False after an error: then it has not begun. */
bool splicer_enter(struct splicer *splicer, const struct use *use, struct instance *instance);

void splicer_leave(struct splicer *splicer);

/** A part of the fragment with its parameters filled in, its places told of this use. NULL after an error. */
const struct document_node *splicer_copy(struct splicer *splicer, const struct instance *instance,
					 const struct document_node *node);

#endif

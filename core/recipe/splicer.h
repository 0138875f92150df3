/* stemprint: what the parts of splicing share.
   SPDX-License-Identifier: GPL-3.0-or-later

   A splicer reads each fragment once (splice_load.c), and copies it for each use with the values that this use gives
   (splice_use.c). splice.c walks the recipe's tree and puts the copies in. All of it belongs to the reader's arena. */
#ifndef STEMPRINT_RECIPE_SPLICER_H
#define STEMPRINT_RECIPE_SPLICER_H

#include "recipe/fragment.h"
#include "recipe/reader.h"

/** A recipe that passes one of these limits has an error: "use-depth" or "use-limit". */
enum {
	SPLICE_DEPTH_MAXIMUM = 8, /**< the depth of fragments that use fragments */
	SPLICE_FRAGMENTS_MAXIMUM = 256, /**< the number of different fragments */
	SPLICE_NODES_MAXIMUM = 100000, /**< the number of nodes from all fragments together */
};

/** This is a fragment that was read, or that could not be read. A fragment that could not be read is kept too, so that
    its errors are reported once. */
struct loaded {
	const char *identity; /**< its path, or the name of one that comes with stemprint */
	const char *file; /**< the name in messages */
	uint32_t origin; /**< the origin of its first use */
	bool usable; /**< it was read without an error that leaves nothing */
	struct fragment fragment;
};

/** An instance is one use of a fragment. */
struct instance {
	const struct loaded *loaded;
	uint32_t origin; /**< the origin of its locations, which names the use */
	const struct document_node *values[FRAGMENT_PARAMETERS_MAXIMUM]; /**< the value of each parameter */
};

/** This is the state of the walk through one recipe. */
struct splicer {
	struct reader reader; /**< the reader is only for its messages */
	const struct fragment_library *library; /**< where fragments come from */
	struct loaded *loaded[SPLICE_FRAGMENTS_MAXIMUM]; /**< all fragments so far, each once */
	size_t loaded_count; /**< fragments that could not be read count, too */
	const struct loaded *open[SPLICE_DEPTH_MAXIMUM]; /**< the open fragments, each of which uses the next */
	size_t open_count;
	size_t node_count; /**< the number of nodes made from fragments */
	size_t depth; /**< the depth in the tree */
	bool given_up; /**< a limit was passed: the rest of the recipe is not spliced */
};

/** This is the content of a `use`. */
struct use {
	const struct document_node *name; /**< the name or the path of the fragment, a scalar */
	const struct document_node *arguments; /**< the mapping, with `preset` in it; NULL means none */
};

/** Returns whether going on makes no sense: a limit was passed, or memory ran out. */
bool splicer_stopped(const struct splicer *splicer);

/** Goes one level down in the tree. Returns false after an error: the tree is too deep, which aliases can make it. The
    caller goes up again with `depth--`. */
bool splicer_descend(struct splicer *splicer, struct location at);

/** Returns the fragment of that name, and reads it when it is new. Returns NULL after an error: there is no such
    fragment, or nothing in it can be used. */
const struct loaded *splicer_load(struct splicer *splicer, const struct document_node *name);

/** Begins a use of a fragment, which splicer_leave() ends, and binds its parameters to values. Returns false after an
    error: then the use has not begun. A fragment that uses itself, and a parameter without a value, are errors. */
bool splicer_enter(struct splicer *splicer, const struct use *use, struct instance *instance);

/** Ends the use that began last. */
void splicer_leave(struct splicer *splicer);

/** Returns a part of the fragment with its parameters filled in; its locations get the origin of this use. Returns
    NULL after an error. */
const struct document_node *splicer_copy(struct splicer *splicer, const struct instance *instance,
					 const struct document_node *node);

#endif

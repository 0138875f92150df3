/* Describes the signal graph: its nodes, their order and alignment, and what is printed.
   SPDX-License-Identifier: GPL-3.0-or-later

   The strips of the recipe become nodes. Each node is one thing that happens to a signal. The nodes stand in an
   order in which every node comes after what it needs. Delay nodes stand where signals of different latency would
   meet, so that every sum, every key and every print is aligned. */
#ifndef STEMPRINT_GRAPH_GRAPH_H
#define STEMPRINT_GRAPH_GRAPH_H

#include "graph/lane_list.h"
#include "graph/routing.h"
#include "graph/source_lane.h"
#include "graph/source_share.h"
#include "graph/stem_set.h"
#include "recipe/recipe.h"

#define NODE_NONE SIZE_MAX

enum node_kind {
	NODE_SOURCE, /**< It reads a source. */
	NODE_SUM, /**< It adds its inputs up: the input of a strip (silent without any), the end of a fork, a device. */
	NODE_PROCESS, /**< It is one instance of a processor. */
	NODE_ALIGN, /**< It delays by whole frames. */
	NODE_LANES, /**< It is the sum of some lanes: a mix as heard, without some stems. */
	/** It is what an opaque insert makes of stems that meet: the whole is its first input, the lanes are those
	    of its second, and one lane more is the rest. */
	NODE_RESIDUE,
	NODE_PASS, /**< It changes nothing, and exists only while the graph is built; its input stands for it. */
};

/** It says how the channels of an input go into those of a sum. */
enum fold {
	FOLD_STRAIGHT, /**< Each channel goes to the same channel, by gains[0]. */
	FOLD_PAN, /**< One channel goes to the first two, by gains[0] and gains[1]. */
	FOLD_MONO, /**< Two channels go to one, both by gains[0]. */
	FOLD_MID, /**< One channel of a fork goes to the first two, by gains[0]. */
	FOLD_SIDE, /**< It is the same as FOLD_MID, with the second channel inverted. */
	FOLD_DEVICE, /**< Each channel goes to one channel of a device, which `device_channels` names. */
};

struct node_input {
	size_t node;
	enum fold fold;
	double gains[2];
	double pan; /**< It belongs to the connection; gains hold it once the channels are known. */
	bool by_output; /**< The connection is an `output`. */
	const struct recipe_channel *device_channels; /**< FOLD_DEVICE has one for each channel of the input. */
	struct location at; /**< The connection stands there in the recipe. */
};

/** It says for which part of a strip a node was made. */
enum stage {
	STAGE_SOURCE,
	STAGE_INPUT,
	STAGE_TRIM,
	STAGE_POLARITY,
	STAGE_INSERT, /**< It is an insert; a NODE_SUM here is the end of a fork. */
	STAGE_FADER,
	STAGE_WIDTH,
	STAGE_PAN, /**< It is the pan or the balance. */
	STAGE_PRINT, /**< It is printed and is no tap; a NODE_SUM here is a device, whose strip is the first output. */
};

struct node {
	enum node_kind kind;
	enum stage stage;
	size_t strip;
	size_t mix; /**< The node is part of the own inserts of this mix of the recipe; RECIPE_NONE: of the strip's. */
	struct node_input *inputs;
	size_t input_count;
	size_t channels; /**< It counts those of the output. */
	size_t latency; /**< The output is late against the session by so many frames. */
	/** They are the longest over all ways that lead here; see processor_shape. */
	double tail_seconds, gap_seconds;
	/** Sound here may belong to these stems; where the graph has source lanes, they are those. */
	struct stem_set stems;
	bool lanes; /**< The node carries a group for each of at least two stems besides the whole. */
	bool live; /**< A print depends on it. */
	size_t source; /**< NODE_SOURCE: it is an index over the sources of all strips, in the order of the recipe. */
	/** STAGE_INSERT: it is what the recipe says; NULL for heads and sums of a fork. */
	const struct recipe_insert *insert;
	const struct processor *processor; /**< Only NODE_PROCESS has it. */
	const struct parameter_value *values;
	struct processor_context context;
	struct processor_shape shape;
	size_t key; /**< NODE_PROCESS: it is the node of its key, or NODE_NONE. */
	size_t insert_index; /**< STAGE_INSERT: it is its index in the strip. */
	size_t delay; /**< NODE_ALIGN: it is in frames. */
	bool metered; /**< A meter stands right behind it. */
	bool unsettled; /**< The input depends on a trim that is not known yet. */
	const bool *keep; /**< NODE_LANES has one for each stem of the recipe. */
	size_t rest; /**< NODE_RESIDUE: it is the stem of the lane that is the whole minus all others. */
	struct location at;
};

enum print_role {
	PRINT_MIX,
	PRINT_STEM,
	PRINT_TAP,
	PRINT_DEVICE, /**< It holds the channels of all outputs of a device, each on its own channels. */
	PRINT_METER, /**< It has no file: a `meter` hears it. It does not hold up the end of the render. */
	/** It has no file: it hears the inserts of a mix that is rendered anew, only to know the length of their
	    tail. */
	PRINT_TAIL,
	PRINT_TRIM, /**< It has no file: in a pass that measures, it is what an insert that wants a gain hears. */
};

/** It is one file to print, or one point to measure. All prints have equal latency. */
struct graph_print {
	enum print_role role;
	const char *name;
	const char *file; /**< It is relative to the directory: "stems/vocals.wav"; NULL where there is no file. */
	size_t node;
	size_t stem; /**< PRINT_STEM: it is the stem, or the source lane; else RECIPE_NONE. */
	size_t proof; /**< PRINT_STEM: it is an index into graph.proofs; else RECIPE_NONE. */
	/** PRINT_MIX, PRINT_TAIL: it is an index into recipe.print.mixes; PRINT_TAP: into taps; PRINT_METER,
	    PRINT_TRIM: it is the mix that owns the insert, or RECIPE_NONE. */
	size_t mix;
	const struct recipe_insert *insert; /**< PRINT_METER and PRINT_TRIM have one; it is NULL for all others. */
	/** PRINT_METER: it is the input of the gain-law inserts right before the meter, whose columns follow those
	    of `node`; NODE_NONE without such inserts. */
	size_t before;
	double resting_gain; /**< PRINT_METER: it is the gain of those inserts together, linear. */
	const struct print_format *format;
};

/** It is the claim that the whole of a node is the sum of its lanes. Each printed set of stems has one. */
struct graph_proof {
	size_t set; /**< It is an index into recipe.print.stem_sets. */
	size_t node;
	const char *mix_file; /**< This file of the mix proves the set; its dither is drawn by this name. */
	bool incomplete; /**< Inserts with `stems: per-lane` leave a part of the node out of all stems. */
};

struct graph {
	const struct recipe *recipe;
	struct routing routing;
	const struct source_share *shares; /**< They are those of the request. */
	/** The numbers of stems stand for these; with source_lanes, their labels do. */
	struct lane_list lanes;
	/** It gives for each strip the lane of its own sources; STEM_UNLABELLED if it has none. */
	const size_t *track_labels;
	struct source_lanes source_lanes; /**< They are set where the request tells tracks apart. */
	struct node *nodes;
	size_t node_count;
	size_t *order; /**< It lists the live nodes in the order in which they run. */
	size_t order_count;
	/** They are mixes, stems, taps and meters, as the recipe lists them; or trims alone. */
	struct graph_print *prints;
	size_t print_count;
	/** The plan measures the peak at the input of every strip: in the pass that prints, not in those that
	    measure or render a mix anew. */
	bool measures_sums;
	bool untrimmed; /**< The gain of a trim is not known. */
	struct graph_proof *proofs; /**< They stand in the order of the recipe's sets. */
	size_t proof_count; /**< It is 0 when no stems are printed. */
	/** The engine rounds each set so that its integers add up to those of its mix. Where this is false, it
	    prints every file as it is: each is rounded by itself, or together with others after the render, when the
	    headroom is known. */
	bool exact;
	size_t latency; /**< All prints have it; in frames. */
	double tail_seconds, gap_seconds; /**< They are those of all prints. */
};

/** Returns the owner of a node's inserts: the name of the mix, or of the strip. */
const char *graph_owner(const struct graph *graph, const struct node *node);

#endif

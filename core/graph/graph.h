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

/** No node. */
#define NODE_NONE SIZE_MAX

/** What a node does. */
enum node_kind {
	NODE_SOURCE, /**< reads a source */
	NODE_SUM, /**< adds its inputs up: the input of a strip (silent without any), the end of a fork, a device */
	NODE_PROCESS, /**< runs one instance of a processor */
	NODE_ALIGN, /**< delays by whole frames */
	NODE_LANES, /**< adds some lanes up: a mix as heard, without some stems */
	/** Tells apart the stems that meet in an opaque insert. Its whole is the whole of its first input, its lanes
	    are those of its second, and one lane more is the rest. */
	NODE_RESIDUE,
	/** Takes what a send with `feedback` puts into a loop, in the channels of the strip that it goes to. Nothing
	    reads it but its partner, and that later. */
	NODE_FEED,
	NODE_RETURN, /**< puts out what its partner, a NODE_FEED, has taken before; it needs no other node to run */
	NODE_PASS, /**< changes nothing, and exists only while the graph is built; its input replaces it */
};

/** How the channels of an input go into those of a sum. */
enum fold {
	FOLD_STRAIGHT, /**< each channel goes to the same channel, by gains[0] */
	FOLD_PAN, /**< one channel goes to the first two, by gains[0] and gains[1] */
	FOLD_MONO, /**< two channels go to one, both by gains[0] */
	FOLD_MID, /**< one channel of a fork goes to the first two, by gains[0] */
	FOLD_SIDE, /**< as FOLD_MID, with the second channel inverted */
	FOLD_DEVICE, /**< each channel goes to the channel of a device that `device_channels` names */
};

/** One input of a node. */
struct node_input {
	size_t node; /**< an index into graph.nodes */
	enum fold fold; /**< of the inputs of a NODE_SUM */
	double gains[2]; /**< linear; `fold` says how they act */
	double pan; /**< the connection's, -1 to 1; gains contain it once the channels are known */
	bool by_output, by_send; /**< the connection is an `output`, or a send */
	const struct recipe_channel *device_channels; /**< FOLD_DEVICE: one for each channel of the input */
	struct location at; /**< the connection's location in the recipe */
};

/** For which part of a strip a node was made. */
enum stage {
	STAGE_SOURCE, /**< a source of a track */
	STAGE_INPUT, /**< the sum of all that comes in */
	STAGE_TRIM, /**< the gain before the inserts */
	STAGE_POLARITY, /**< the switch before the inserts */
	STAGE_INSERT, /**< an insert; a NODE_SUM of this stage is the end of a fork */
	STAGE_FADER, /**< the fader and the mute */
	STAGE_WIDTH, /**< of a stereo strip */
	STAGE_PAN, /**< the pan or the balance */
	STAGE_SEND, /**< of a send that automation moves: its level, its mute and its pan; both ends of a loop */
	STAGE_PRINT, /**< printed, and no tap; a NODE_SUM of this stage is a device, whose strip is its first output */
};

/** One thing that happens to a signal. Members that name a kind or stage are set for these alone. */
struct node {
	enum node_kind kind; /**< what it does */
	enum stage stage; /**< where in the strip it does it */
	size_t strip; /**< an index into recipe.strips */
	size_t mix; /**< the mix of the recipe among whose own inserts the node is; RECIPE_NONE: it is in the strip */
	struct node_input *inputs; /**< in the order of summation */
	size_t input_count; /**< 0 for a source, 1 for most other nodes */
	size_t channels; /**< channels of the output */
	size_t latency; /**< frames by which the output is late against the session */
	double tail_seconds, gap_seconds; /**< the longest over all ways that lead here (processor_shape) */
	struct stem_set stems; /**< the stems that sound here, or the source lanes where the graph has these */
	bool lanes; /**< besides the whole, the node carries a group for each stem; there are at least two */
	bool live; /**< a print depends on the node */
	/** NODE_SOURCE: an index over the sources of all strips, in the order of the recipe, and then over
	   recipe.loops. A loop is a source with an insert. Its input is what it was sent, which no step of a plan
	   reads. */
	size_t source;
	const struct recipe_send *send; /**< STAGE_SEND */
	size_t partner; /**< NODE_FEED: its NODE_RETURN, and the other way round */
	const char *loop; /**< NODE_FEED: "echo -> tape -> echo"; NULL: the send comes back to no strip */
	const struct recipe_insert *insert; /**< STAGE_INSERT; NULL for the heads and sums of a fork */
	const struct processor *processor; /**< NODE_PROCESS */
	const struct parameter_value *values; /**< NODE_PROCESS; the recipe or the arena owns them */
	/** NODE_PROCESS: the ends of the values that automation moves by retune() (struct processor_instance); NULL:
	    they stay. */
	const struct parameter_value *least, *greatest;
	struct processor_context context; /**< NODE_PROCESS: what comes in */
	struct processor_shape shape; /**< NODE_PROCESS: what goes out, its latency and its tail */
	size_t key; /**< NODE_PROCESS: the node of its key; NODE_NONE without one */
	size_t insert_index; /**< STAGE_INSERT: its index in the strip, from which its random numbers follow */
	/** NODE_ALIGN: frames. NODE_FEED, NODE_RETURN: those from one to the other, 1 or more: the delay of the loop
	    without the latency that stands in it. */
	size_t delay;
	bool metered; /**< a meter follows right behind it */
	bool unsettled; /**< the input depends on a trim that is not known yet */
	bool unanswered; /**< the node depends on a loop from which nothing came back yet */
	const bool *keep; /**< NODE_LANES: one for each stem of the recipe */
	size_t rest; /**< NODE_RESIDUE: the stem of the lane that is the whole minus all other lanes */
	struct location at; /**< where the recipe says so, for diagnostics */
};

/** What is printed, and for what. */
enum print_role {
	PRINT_MIX, /**< the whole of an output, or some of its lanes */
	PRINT_STEM, /**< one lane */
	PRINT_TAP, /**< the whole of a tap of any strip */
	PRINT_DEVICE, /**< all outputs of a device, each on its own channels */
	PRINT_METER, /**< no file: a `meter` hears it, and it does not prolong the render */
	PRINT_TAIL, /**< no file: the inserts of a mix that is rendered anew are heard for the length of their tail */
	PRINT_TRIM, /**< no file: an insert that wants a gain hears it, in a pass that measures */
	PRINT_SEND, /**< a file outside of the directory: what leaves for hardware */
	PRINT_CHECK, /**< no file: what left for hardware before; it does not prolong the render */
	PRINT_REDUCTION, /**< no file: what an insert with dynamics does to the level; it does not prolong the render */
};

/** One file to print, or one point to measure. All prints have equal latency. */
struct graph_print {
	enum print_role role; /**< decides which members below are set */
	const char *name; /**< the name in the recipe */
	const char *file; /**< relative to the directory: "stems/vocals.wav"; NULL without a file */
	size_t node; /**< the node that is printed */
	size_t stem; /**< PRINT_STEM: the stem, or the source lane; else RECIPE_NONE */
	size_t proof; /**< PRINT_STEM: an index into graph.proofs; else RECIPE_NONE */
	/** PRINT_MIX, PRINT_TAIL: an index into recipe.print.mixes. PRINT_TAP: into taps. PRINT_DEVICE: into devices.
	    PRINT_METER, PRINT_TRIM, PRINT_REDUCTION: the mix that owns the insert, or RECIPE_NONE. */
	size_t mix;
	const struct recipe_insert *insert; /**< all roles without a file but PRINT_TAIL, and PRINT_SEND; else NULL */
	/** PRINT_METER: the input of the gain-law inserts right before the meter. Its columns follow those of `node`.
	    NODE_NONE without such inserts. PRINT_REDUCTION: the input of the insert. */
	size_t before;
	double resting_gain; /**< with `before`: the gain of those inserts at rest, linear */
	const struct print_format *format; /**< NULL without a file */
};

/** The proof of a printed set of stems: the whole of its node is the sum of its lanes. */
struct graph_proof {
	size_t set; /**< an index into recipe.print.stem_sets */
	size_t node; /**< where the set is taken */
	const char *mix_file; /**< the file of the mix that is compared; its dither is drawn by this name */
	bool incomplete; /**< inserts with `stems: per-lane` leave a part of the node out of all stems */
};

/** The graph. The arena of graph_build() owns all of it, and nobody changes it afterwards. */
struct graph {
	const struct recipe *recipe; /**< it must outlive the graph */
	struct routing routing; /**< the connections between strips */
	const struct source_share *shares; /**< those of the request; NULL without any */
	struct lane_list lanes; /**< what the numbers of stems stand for; with source lanes, what their labels do */
	const size_t *track_labels; /**< for each strip the lane of its own sources; STEM_UNLABELLED without one */
	struct source_lanes source_lanes; /**< set where the request tells tracks apart */
	struct node *nodes; /**< the live ones and those that no print needs */
	size_t node_count; /**< of both */
	size_t *order; /**< the live nodes, in the order in which they run */
	size_t order_count;
	struct graph_print *prints; /**< as the recipe lists them: mixes, stems, taps ...; or trims */
	size_t print_count;
	/** The plan measures the peak at the input of every strip. It does so in the pass that prints, not in a pass
	    that measures or renders a mix anew. */
	bool measures_sums;
	bool untrimmed; /**< the gain of some trim is not known */
	struct graph_proof *proofs; /**< in the order of the recipe's sets */
	size_t proof_count; /**< 0 when no stems are printed */
	/** The engine rounds each set of the session's rate so that its integers add up to those of its mix. If false,
	    it prints every file as it is: each is rounded by itself, or with others after the render, when the headroom
	    is known. */
	bool exact;
	size_t latency; /**< of all prints, frames */
	double tail_seconds, gap_seconds; /**< the longest of all prints */
};

/** Tells whether the engine rounds the stems of this proof. Stems of another rate than the session's are rounded after
    they were converted. */
bool graph_rounds_stems(const struct graph *graph, size_t proof);

/** Returns the owner of a node's inserts: the name of the mix, or of the strip. */
const char *graph_owner(const struct graph *graph, const struct node *node);

/** Says whether a render lasts until a print with that role is silent. */
bool print_role_prolongs(enum print_role role);

#endif

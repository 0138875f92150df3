/* stemprint: the signal graph, ordered, aligned and labelled.
   SPDX-License-Identifier: GPL-3.0-or-later

   The strips of the recipe expanded into nodes, one a thing that happens to a signal, in an order in which every node comes
   after what it needs. Delay nodes stand where signals of different latency would meet, so that every sum, every key
   and every print is aligned. */
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
	NODE_SOURCE, /**< reads a source */
	NODE_SUM, /**< adds its inputs up: what a strip hears (silence, without any), the end of a fork, a device */
	NODE_PROCESS, /**< one instance of a processor */
	NODE_ALIGN, /**< delays by whole frames */
	NODE_LANES, /**< the sum of some lanes: a mix as heard, without some stems */
	NODE_RESIDUE, /**< what an opaque insert makes of stems that meet: the whole of its first input, the lanes of its second, and one lane more, the rest */
	NODE_PASS, /**< only while the graph is built: nothing happens here; its input stands for it */
};

/** How the channels of an input go into those of a sum. */
enum fold {
	FOLD_STRAIGHT, /**< channel to channel, by gains[0] */
	FOLD_PAN, /**< one channel to the first two, by gains[0] and gains[1] */
	FOLD_MONO, /**< two channels to one, both by gains[0] */
	FOLD_MID, /**< one channel to the first two, by gains[0]: of a fork */
	FOLD_SIDE, /**< the same, the second inverted */
	FOLD_PLACES, /**< each channel to one of a device: those of `places` */
};

struct node_input {
	size_t node;
	enum fold fold;
	double gains[2];
	double pan; /**< of the connection; gains hold it once channels are known */
	bool by_output; /**< the connection is an `output` */
	const struct recipe_channel *places; /**< FOLD_PLACES: for each channel of the input */
	struct position at; /**< the connection in the recipe */
};

/** Which part of a strip a node was made for. */
enum stage {
	STAGE_SOURCE,
	STAGE_INPUT,
	STAGE_TRIM,
	STAGE_POLARITY,
	STAGE_INSERT, /**< an insert; a NODE_SUM here is the end of a fork */
	STAGE_FADER,
	STAGE_WIDTH,
	STAGE_PLACE, /**< pan or balance */
	STAGE_PRINT, /**< what is printed and is no tap; a NODE_SUM here is a device, its strip the first output */
};

struct node {
	enum node_kind kind;
	enum stage stage;
	size_t strip;
	size_t mix; /**< the mix of the recipe whose own inserts it is part of; RECIPE_NONE: of the strip itself */
	struct node_input *inputs;
	size_t input_count;
	size_t channels; /**< of what goes out */
	size_t latency; /**< frames by which what goes out is late against the session */
	double tail_seconds, gap_seconds; /**< longest over all ways that lead here; see processor_shape */
	struct stem_set
		stems; /**< the stems that sound here may belong to; the source lanes, where the graph has those */
	bool lanes; /**< carries a group for each of at least two stems besides the whole */
	bool live; /**< something printed depends on it */
	size_t source; /**< NODE_SOURCE: index over the sources of all strips, in the order of the recipe */
	const struct recipe_insert
		*insert; /**< STAGE_INSERT: what the recipe says; NULL for heads and sums of a fork */
	const struct processor *processor; /**< NODE_PROCESS */
	const struct parameter_value *values;
	struct processor_context context;
	struct processor_shape shape;
	size_t key; /**< NODE_PROCESS: the node of its key, or NODE_NONE */
	size_t place; /**< STAGE_INSERT: its number in the strip */
	size_t delay; /**< NODE_ALIGN: frames */
	bool metered; /**< a meter stands right behind it */
	bool unsettled; /**< what comes in depends on a trim that is not known yet */
	const bool *keep; /**< NODE_LANES: for each stem of the recipe */
	size_t rest; /**< NODE_RESIDUE: the stem of the lane that is the whole minus all others */
	struct position at;
};

enum print_role {
	PRINT_MIX,
	PRINT_STEM,
	PRINT_TAP,
	PRINT_DEVICE, /**< the channels of all outputs of a device, each in its place */
	PRINT_METER, /**< no file: a `meter` hears it. It does not hold the end of the render up */
	PRINT_TAIL, /**< no file: the inserts of a mix that is rendered anew, heard here for the length of their tail alone */
	PRINT_TRIM, /**< no file: what an insert that wants a gain hears, in a pass that measures */
};

/** One file to print, or one place to measure. All prints have equal latency. */
struct graph_print {
	enum print_role role;
	const char *name;
	const char *file; /**< in the directory: "stems/vocals.wav"; NULL where there is none */
	size_t node;
	size_t stem; /**< PRINT_STEM: which, or which source lane; else RECIPE_NONE */
	size_t proof; /**< PRINT_STEM: index into graph.proofs; else RECIPE_NONE */
	size_t mix; /**< PRINT_MIX, PRINT_TAIL: index into recipe.print.mixes; PRINT_TAP: into taps; PRINT_METER, PRINT_TRIM: the mix whose own insert it is,
		     or RECIPE_NONE */
	const struct recipe_insert *insert; /**< PRINT_METER, PRINT_TRIM; else NULL */
	size_t before; /**< PRINT_METER: what goes into the gain-law inserts right before it, whose columns follow those of `node`; NODE_NONE
			    without such inserts */
	double resting_gain; /**< PRINT_METER: of those inserts together, linear */
	const struct print_format *format;
};

/** The claim that the whole of a node is the sum of its lanes: one for each set of stems that is printed. */
struct graph_proof {
	size_t set; /**< index into recipe.print.stem_sets */
	size_t node;
	const char *mix_file; /**< the file of the mix that proves the set; its dither is drawn by this name */
	bool incomplete; /**< inserts with `stems: per-lane` leave a part of the node out of all stems */
};

struct graph {
	const struct recipe *recipe;
	struct routing routing;
	const struct source_share *shares; /**< of the request */
	struct lane_list
		lanes; /**< what the numbers of stems stand for; with source_lanes, what their labels stand for */
	const size_t
		*track_labels; /**< of each strip: the lane of its own sources; STEM_UNLABELLED if they have none */
	struct source_lanes source_lanes; /**< where the request tells tracks apart */
	struct node *nodes;
	size_t node_count;
	size_t *order; /**< live nodes in the order in which they run */
	size_t order_count;
	struct graph_print *prints; /**< mixes, stems, taps, meters, as the recipe lists them; or trims alone */
	size_t print_count;
	bool measures_sums; /**< the plan measures the peak of what comes into every strip: in the pass that prints, not in those that measure or
				render a mix anew */
	bool untrimmed; /**< the gain of a trim is not known */
	struct graph_proof *proofs; /**< in the order of the recipe's sets */
	size_t proof_count; /**< 0: no stems are printed */
	bool exact; /**< the engine rounds each set so that its integers add up to those of its mix; else it prints
	       every file as it is: each is rounded by itself, or together with others after the render, when the
	       headroom is known */
	size_t latency; /**< of all prints, in frames */
	double tail_seconds, gap_seconds; /**< of all prints */
};

/** The gain that an insert wanted (processor.h, trim), once it is known. */
struct graph_trim {
	const struct recipe_insert *insert;
	double gain_db;
};

/** What to build the graph for. */
struct graph_request {
	bool stems; /**< print stems; a mix rendered anew comes without them */
	size_t re_rendered; /**< RECIPE_NONE: all but re-rendered mixes; else the index of the one mix to render anew: that
				 mix alone is printed, and the meters and trims of its own inserts */
	const struct source_share *shares; /**< which sources are read together; NULL: each by itself */
	const size_t *source_channels; /**< channels of each source of each strip, in the order of the recipe */
	const struct recording *const *recordings; /**< of recipe.recordings, in their order; NULL: none was read */
	const struct graph_trim *trims; /**< known so far; those that are not pass the signal as it is */
	size_t trim_count;
	bool told; /**< an earlier graph of this recipe has told the warnings */
	bool checking; /**< for what is wrong and doubtful alone: tails and gaps may be missing */
	const bool *
		apart; /**< of each strip: whether a track is told apart from the others. Print nothing but what each of those brings to each
				stem, without a file and under the track's name; NULL: a graph to render */
	bool tracks; /**< lanes are tracks: print nothing but the sets of stems by track; else those by label */
	bool measuring; /**< print nothing but the trims that are not known and that no other unknown one comes before */
};

/** Whose inserts a node is of: the name of the mix, or of the strip. */
const char *graph_owner(const struct graph *graph, const struct node *node);

/** Builds the graph. What is wrong (cycles with their whole loop, sound without a label on its way to a stem print with its whole path,
    channels that do not fit, processors that refuse) goes into `diagnostics`; then BAD_RECIPE is returned. */
enum status graph_build(const struct recipe *recipe, const struct graph_request *request, struct arena *arena,
			struct diagnostics *diagnostics, struct graph **graph) MUST_CHECK;

#endif

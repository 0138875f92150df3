/* Describes what runs: flat steps over buffers.
   SPDX-License-Identifier: GPL-3.0-or-later

   A step holds all instances of one processor type that are ready at that point of the plan, over all strips and
   lanes; a loop over the steps runs the plan. A slot is room for one column of one block. A column that is changed
   in place passes its slot on to its result. */
#ifndef STEMPRINT_PLAN_PLAN_H
#define STEMPRINT_PLAN_PLAN_H

#include "graph/graph.h"

/** What a step does. `in` and `out` are those of struct step. */
enum step_kind {
	STEP_SOURCE, /**< reads one block of a source into `out` */
	STEP_GAINS, /**< evaluates gains that automation moves, for a sum: an instance for each node it passes by */
	STEP_MIX, /**< writes each column of `mixes` as a sum of columns with gains */
	STEP_ALIGN, /**< delays the columns `in` into `out` */
	STEP_RETURN, /**< writes what a STEP_FEED has taken before into `out`, whose last slot only makes both take
			turns */
	STEP_FEED, /**< takes `in`; the slot of `out` is the last one of its STEP_RETURN */
	STEP_PROCESS, /**< runs one batch of a processor */
	/** Rounds one channel of a set of stems together. `in` holds the mix's column and then the stems'; `out` holds
	    the stems' integers. */
	STEP_APPORTION,
	STEP_PRINT, /**< hands the columns `in` to a printer; the integers to print follow them, where there are any */
	STEP_RESIDUE, /**< measures what an opaque insert leaves: `in` is its whole, then the rest that no lane has */
	STEP_SUM_LEVEL, /**< measures the peak of what comes into a strip: `in` is its whole */
	STEP_PROOF, /**< measures the whole minus the sum of its lanes, which are all in `in` */
};

/** A list of slots in the order [group][channel]: the whole first, then the lanes. */
struct slots {
	size_t *items; /**< indices below plan.slot_count */
	size_t count; /**< groups times channels */
};

/** One term of a mix. */
struct mix_term {
	size_t slot; /**< the slot that is read */
	double gain; /**< linear, not 0 */
	/** The slots of a STEP_GAINS whose gains it is multiplied by as well, in this order. */
	size_t *moving;
	size_t moving_count;
};

/** One column of a mix: the sum of terms[first] to terms[first + count - 1], in this order. */
struct mix_column {
	size_t slot; /**< the slot that is written */
	size_t first; /**< an index into step.terms */
	size_t count; /**< 0 is silence */
};

/** One instance of a batch. */
struct plan_instance {
	size_t node; /**< a node of the graph, which has the processor, the values, the context and the shape */
	size_t groups; /**< 1, the whole alone, or 1 + the number of lanes */
	struct slots in, out, key; /**< `key` is empty without a key */
};

/** One step. The kinds that have a member stand beside it; for all others it is 0. */
struct step {
	enum step_kind kind; /**< decides which members below are set */
	size_t node; /**< an index into graph.nodes; PRINT: into graph.prints; PROCESS: NODE_NONE */
	size_t proof; /**< APPORTION, PROOF: an index into graph.proofs */
	size_t channel; /**< APPORTION: the channel that is rounded */
	struct slots in; /**< ALIGN, FEED, APPORTION, PRINT, RESIDUE, SUM_LEVEL, PROOF */
	struct slots out; /**< SOURCE, ALIGN, RETURN, FEED, APPORTION */
	struct mix_column *mixes; /**< MIX */
	size_t mix_count; /**< MIX: columns */
	struct mix_term *terms; /**< MIX: the terms of all its columns */
	const struct processor *processor; /**< PROCESS */
	struct plan_instance *instances; /**< PROCESS: all of that processor; GAINS: `out` alone, the gains */
	size_t instance_count; /**< PROCESS, GAINS: 1 or more */
	bool moves; /**< PROCESS: automation moves all instances by retune(), and all are equally late */
};

/** The plan. The arena of plan_build() owns all of it, and nobody changes it afterwards. */
struct plan {
	const struct graph *graph; /**< it must outlive the plan */
	struct step *steps; /**< in an order in which every step comes after what it needs */
	size_t step_count;
	size_t slot_count; /**< columns of one block that must fit into memory at the same time */
	size_t apart_slot_count; /**< those of them that only let several workers overlap blocks */
	size_t gain_slot_count; /**< those of them that a STEP_GAINS writes; nothing touches them while gains stay */
};

#endif

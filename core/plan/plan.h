/* Describes what runs: flat steps over buffers.
   SPDX-License-Identifier: GPL-3.0-or-later

   A step holds all instances of one processor type that are ready at that point of the plan, over all strips and
   lanes; a loop over the steps runs the plan. A slot is room for one column of one block. A column that is changed
   in place passes its slot on to its result. */
#ifndef STEMPRINT_PLAN_PLAN_H
#define STEMPRINT_PLAN_PLAN_H

#include "graph/graph.h"

enum step_kind {
	STEP_SOURCE, /**< It reads one block of a source. */
	STEP_MIX, /**< It makes each column of `out` a sum of columns with gains. */
	STEP_ALIGN, /**< It delays columns. */
	STEP_PROCESS, /**< It runs one batch of a processor. */
	/** It rounds one channel of a set of stems together. `in` holds the mix's column and then the stems'; `out`
	    holds the stems' integers. */
	STEP_APPORTION,
	/** It hands the columns `in` to a printer. Where a stem is rounded with others, the columns to print follow
	    them. */
	STEP_PRINT,
	/** It measures what an opaque insert leaves. `in` is its whole, then the rest that no lane has. */
	STEP_RESIDUE,
	STEP_SUM_LEVEL, /**< It measures the peak of what comes into a strip. `in` is its whole. */
	STEP_PROOF, /**< It measures the whole minus the sum of its lanes. */
};

/** They are slots in the order [group][channel]. */
struct slots {
	size_t *items;
	size_t count;
};

struct mix_term {
	size_t slot;
	double gain;
};

/** It is one column of a mix: terms[first] to terms[first + count - 1], in the order of summation. */
struct mix_column {
	size_t slot;
	size_t first;
	size_t count;
};

struct plan_instance {
	size_t node; /**< It is a node of the graph: it has the processor, values, context and shape. */
	size_t groups;
	struct slots in, out, key;
};

struct step {
	enum step_kind kind;
	/** SOURCE, MIX, ALIGN, APPORTION, RESIDUE, SUM_LEVEL, PROOF: it is the node; PRINT: it is the index of the
	    print. */
	size_t node;
	size_t proof; /**< APPORTION, PROOF: it is the index of the proof. */
	size_t channel; /**< Only APPORTION has it. */
	struct slots in; /**< ALIGN, APPORTION, PRINT, RESIDUE, SUM_LEVEL and PROOF have it. */
	struct slots out; /**< SOURCE, ALIGN and APPORTION have it. */
	struct mix_column *mixes;
	size_t mix_count;
	struct mix_term *terms;
	const struct processor *processor; /**< Only PROCESS has it. */
	struct plan_instance *instances;
	size_t instance_count;
};

struct plan {
	const struct graph *graph;
	struct step *steps;
	size_t step_count;
	size_t slot_count;
};

#endif

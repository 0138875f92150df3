/* stemprint: the graph compiled into flat steps over reused buffers.
   SPDX-License-Identifier: GPL-3.0-or-later

   A step holds all instances of one processor type that are ready at that point of the plan, over all strips and lanes; running the
   plan is a loop over the steps. A slot is room for one column of one block; a column that is worked on in
   place hands its slot on to what becomes of it. */
#ifndef STEMPRINT_PLAN_PLAN_H
#define STEMPRINT_PLAN_PLAN_H

#include "base/text.h"
#include "graph/graph.h"

enum step_kind {
	STEP_SOURCE, /**< reads one block of a source */
	STEP_MIX, /**< each column of `out` is a sum of columns with gains */
	STEP_ALIGN, /**< delays columns */
	STEP_PROCESS, /**< one batch of a processor */
	STEP_APPORTION, /**< rounds one channel of a set of stems together: `in` is the mix's and then the stems', `out` the stems' integers */
	STEP_PRINT, /**< hands the columns `in` to a printer; of a stem that is rounded with others they are followed by those to print */
	STEP_RESIDUE, /**< measures what an opaque insert leaves: `in` is its whole, then the rest that no lane has */
	STEP_SUM_LEVEL, /**< measures the peak of what comes into a strip: `in` is its whole */
	STEP_PROOF, /**< measures the whole minus the sum of its lanes */
};

/** Some slots, in the order [group][channel]. */
struct slots {
	size_t *items;
	size_t count;
};

struct mix_term {
	size_t slot;
	double gain;
};

/** One column of a mix: terms[first] to terms[first + count - 1], in the order of summation. */
struct mix_column {
	size_t slot;
	size_t first;
	size_t count;
};

struct plan_instance {
	size_t node; /**< of the graph: processor, values, context, shape */
	size_t groups;
	struct slots in, out, key;
};

struct step {
	enum step_kind kind;
	size_t node; /**< SOURCE, MIX, ALIGN, APPORTION, RESIDUE, SUM_LEVEL, PROOF: the node; PRINT: index of the print */
	size_t proof; /**< APPORTION, PROOF: index of the proof */
	size_t channel; /**< APPORTION */
	struct slots in; /**< ALIGN, APPORTION, PRINT, RESIDUE, SUM_LEVEL, PROOF */
	struct slots out; /**< SOURCE, ALIGN, APPORTION */
	struct mix_column *mixes;
	size_t mix_count;
	struct mix_term *terms;
	const struct processor *processor; /**< PROCESS */
	struct plan_instance *instances;
	size_t instance_count;
};

struct plan {
	const struct graph *graph;
	struct step *steps;
	size_t step_count;
	size_t slot_count;
};

/** Compiles the graph. The plan keeps pointing at it. */
enum status plan_build(const struct graph *graph, struct arena *arena, struct plan **plan) MUST_CHECK;

/** What will run, a line a step. */
void plan_text(const struct plan *plan, struct text *text);

#endif

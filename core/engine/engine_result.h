/* Holds what a run of a plan measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_ENGINE_RESULT_H
#define STEMPRINT_ENGINE_ENGINE_RESULT_H

#include "engine/printer.h"
#include "engine/source.h"
#include "plan/plan.h"

/** Where the first sample is that is not finite, or that grows without end in a loop. */
struct engine_fault {
	size_t node; /**< an index into graph.nodes, a NODE_FEED where a loop grows; NODE_NONE if unknown */
	uint64_t frame; /**< frame of the session */
	size_t lane; /**< of a loop: 0: its whole grows; n: its n-th lane does, and the whole does not */
};

/** What a node, or the print of one, has cost. The columns of a batch share its time evenly. */
struct engine_cost {
	enum step_kind kind; /**< what the time went into */
	size_t node; /**< an index into graph.nodes; PRINT: into graph.prints */
	size_t columns; /**< columns that the node worked on */
	double seconds; /**< CPU time */
};

/** The level of what an opaque insert leaves that is in no lane: the residue, or what is missing (NODE_RESIDUE). */
struct engine_residue {
	size_t node; /**< an index into graph.nodes */
	double peak; /**< linear */
	double rms; /**< linear */
	double whole_rms; /**< of the insert's output, linear */
};

/** The level of the whole of a proof's node minus the sum of its lanes, in float64. */
struct engine_proof {
	double residual_peak; /**< linear */
	double residual_rms; /**< linear */
};

/** The highest level at the point where a strip adds up its inputs. */
struct engine_sum {
	size_t node; /**< a NODE_SUM of the graph */
	double peak; /**< linear, over all channels of the whole */
};

/** The result of a run. The engine's arena owns all arrays until engine_result_keep(). */
struct engine_result {
	uint64_t frames; /**< printed frames, equally many in every file */
	uint64_t session_frames; /**< frames without the tail */
	double cut_peak; /**< peak just before the end, where the end cuts a tail off over -120 dBFS; else 0 */
	double *print_peaks; /**< one for each print, before quantising, linear */
	const struct engine_proof *proofs; /**< one for each of graph.proofs */
	double residual_peak; /**< the largest of theirs; 0 without stems */
	/** One for each opaque insert in which stems meet, in the order of the plan. */
	const struct engine_residue *residues;
	size_t residue_count; /**< 0 without such inserts */
	/** One for each live strip, in the order of the plan, where the graph measures them. */
	const struct engine_sum *sums;
	size_t sum_count; /**< 0 where it does not */
	struct engine_fault fault; /**< set with NOT_FINITE */
	struct source *failed_source; /**< set with BAD_SOURCE, and NOT_FINITE of a source; its `problem` says why */
	struct printer *failed_printer; /**< set with BAD_OUTPUT; its `problem` says why */
	const struct engine_cost *costs; /**< set if there is a clock, as the plan lists them */
	size_t cost_count; /**< 0 without a clock */
	uint64_t cost_frames; /**< the frames that came in while the costs were measured */
};

/** Copies all arrays of the result of a run over that graph into the arena, so that the engine may go. Returns
    NO_MEMORY or OK. */
enum status engine_result_keep(struct engine_result *result, const struct graph *graph, struct arena *arena) MUST_CHECK;

#endif

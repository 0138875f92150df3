/* Holds what a run of a plan measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_ENGINE_RESULT_H
#define STEMPRINT_ENGINE_ENGINE_RESULT_H

#include "engine/printer.h"
#include "engine/source.h"
#include "plan/plan.h"

/** It says where the first sample is that is not finite. */
struct engine_fault {
	size_t node; /**< It is a node of the graph; NODE_NONE if unknown. */
	uint64_t frame; /**< It is a frame of the session. */
};

/** It is what a node, or the print of one, has cost. The columns share the time of a batch evenly. */
struct engine_cost {
	enum step_kind kind;
	size_t node; /**< It is a node of the graph; PRINT: the index of the print. */
	size_t columns; /**< It counts the columns that the node worked on. */
	double seconds; /**< It is CPU time. */
};

/** It is what an opaque insert leaves that is in no lane: the level of the residue, or of what is missing (graph.h,
    NODE_RESIDUE). */
struct engine_residue {
	size_t node; /**< It is a node of the graph. */
	double peak; /**< It is linear. */
	double rms;
	double whole_rms; /**< It is the level of the insert's output. */
};

/** It is the whole of a proof's node minus the sum of its lanes, in float64; linear. */
struct engine_proof {
	double residual_peak;
	double residual_rms;
};

/** It is the highest level at the point where a strip adds up its inputs. */
struct engine_sum {
	size_t node; /**< It is a NODE_SUM of the graph. */
	double peak; /**< It is linear, over all channels of the whole. */
};

struct engine_result {
	uint64_t frames; /**< They are printed, and are the same in every file. */
	uint64_t session_frames; /**< They do not include the tail. */
	/** The end of the tail cut it off: it is the peak just before the end, where that is over -120 dBFS; else 0. */
	double cut_peak;
	double *print_peaks; /**< Each print has one, measured before quantising; linear. */
	const struct engine_proof *proofs; /**< They stand as in graph.proofs. */
	double residual_peak; /**< It is the largest of theirs; 0 without stems. */
	/** Each opaque insert in which stems meet has one, in the order of the plan. */
	const struct engine_residue *residues;
	size_t residue_count;
	/** Each live strip has one, where the graph measures them, in the order of the plan. */
	const struct engine_sum *sums;
	size_t sum_count;
	struct engine_fault fault; /**< It is set with NOT_FINITE. */
	/** It is set with BAD_SOURCE, or NOT_FINITE of a source; its `problem` says why. Else it is NULL. */
	struct source *failed_source;
	struct printer *failed_printer; /**< It is set with BAD_OUTPUT. */
	const struct engine_cost *costs; /**< They are set with a clock, in the order of the plan. */
	size_t cost_count;
};

#endif

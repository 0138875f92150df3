/* Runs a plan, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later

   The engine reads sources and writes to printers. It allocates nothing, takes no lock and decides nothing by name
   between engine_new() and the end of engine_run(). The output does not depend on the block size or the kernel. */
#ifndef STEMPRINT_ENGINE_ENGINE_H
#define STEMPRINT_ENGINE_ENGINE_H

#include "dsp/kernel/kernel.h"
#include "engine/lane_monitor.h"
#include "engine/printer.h"
#include "engine/source.h"
#include "engine/workers.h"
#include "plan/plan.h"

#include <signal.h>

enum { ENGINE_BLOCK_FRAMES_MAXIMUM = 65536 };

struct engine_options {
	const struct kernel *kernel;
	/** They run it; NULL: the caller's thread runs it alone. They do not go with `trace`. */
	struct workers *workers;
	/** It is 1 to ENGINE_BLOCK_FRAMES_MAXIMUM. With 0 all columns of a block fit into the second-level caches of
	    the workers. */
	size_t block_frames;
	uint64_t frames; /**< The engine prints exactly so many; 0: the session's length and tail decide. */
	/** The engine looks after every step for samples that are not finite, to name the processor; this is slow. */
	bool trace;
	/** It hears every processor that carries lanes; this is slow, and does not go with workers. It may be NULL. */
	struct lane_monitor *monitor;
	/** It returns the CPU seconds of the calling thread; the cost of each node is measured with it. NULL: no
	    cost is measured. */
	double (*clock)(void);
	/** The run ends with INTERRUPTED when it becomes nonzero; it may be NULL. */
	const volatile sig_atomic_t *stop;
	/** The engine calls it after each block; it may be NULL. */
	void (*progress)(void *context, uint64_t frames, uint64_t session_frames);
	void *progress_context;
};

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

struct engine;

/** Prepares a run. sources[i] serves the i-th source of the recipe (all strips, in their order), printers[i] the
    i-th print of the graph; both stay the caller's. All memory comes from the arena; LIMIT when it would be more
    than 4 GiB. */
enum status engine_new(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
		       const struct engine_options *options, struct arena *arena, struct engine **engine) MUST_CHECK;

/** Runs from the first frame to the end of the tail and finishes the printers. It may be called once. The frames are
    the same for every file: those of the session (its `length`, or the end of its last source) and the tail. With
    `tail: auto` the run ends at the first point of a fixed grid of 4096 frames at which every print has stayed under
    -120 dBFS for as long as the longest echo takes, and 0.1 s. */
enum status engine_run(struct engine *engine, struct engine_result *result) MUST_CHECK;

#endif

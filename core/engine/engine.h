/* stemprint: runs a plan, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sources in, printers out. Nothing is allocated, locked or decided by name between engine_new() and the end of engine_run(). What comes
   out does not depend on the block size or the kernel. */
#ifndef STEMPRINT_ENGINE_ENGINE_H
#define STEMPRINT_ENGINE_ENGINE_H

#include "dsp/kernel.h"
#include "engine/lane_watch.h"
#include "engine/printer.h"
#include "engine/source.h"
#include "engine/workers.h"
#include "plan/plan.h"

#include <signal.h>

enum { ENGINE_BLOCK_FRAMES_MAXIMUM = 65536 };

struct engine_options {
	const struct kernel *kernel;
	struct workers *workers; /**< who runs it; NULL: the caller's thread alone. Not with `trace` */
	size_t block_frames; /**< 1 to ENGINE_BLOCK_FRAMES_MAXIMUM; 0: so that all columns of a block fit into the second-level caches of the
				workers */
	uint64_t frames; /**< print exactly so many; 0: by the session's length and tail */
	bool trace; /**< look after every step for samples that are not finite, to name the processor; slow */
	struct lane_watch
		*watch; /**< hears every processor that carries lanes; slow, and not with workers; NULL: nobody does */
	double (*clock)(
		void); /**< CPU seconds of the calling thread: what each node costs is measured by it; NULL: nothing is */
	const volatile sig_atomic_t *stop; /**< when it becomes nonzero the run ends with INTERRUPTED; may be NULL */
	void (*progress)(void *context, uint64_t frames, uint64_t session_frames); /**< after each block; may be NULL */
	void *progress_context;
};

/** Where a sample that is not finite was first seen. */
struct engine_fault {
	size_t node; /**< of the graph; NODE_NONE if unknown */
	uint64_t frame; /**< of the session */
};

/** What a node, or the print of one, has cost. A batch's time is shared out by columns. */
struct engine_cost {
	enum step_kind kind;
	size_t node; /**< of the graph; PRINT: index of the print */
	size_t columns; /**< that it worked on */
	double seconds; /**< of CPU time */
};

/** What an opaque insert leaves that is in no lane: of the residue, or of what is missing (graph.h, NODE_RESIDUE). */
struct engine_residue {
	size_t node; /**< of the graph */
	double peak; /**< linear */
	double rms;
	double whole_rms; /**< of what comes out of the insert */
};

/** The whole of a proof's node minus the sum of its lanes, in float64; linear. */
struct engine_proof {
	double residual_peak;
	double residual_rms;
};

/** The highest level at the place where a strip adds up what comes in. */
struct engine_sum {
	size_t node; /**< of the graph: NODE_SUM */
	double peak; /**< linear, over all channels of the whole */
};

struct engine_result {
	uint64_t frames; /**< printed, the same in every file */
	uint64_t session_frames; /**< without the tail */
	double cut_peak; /**< what the end of the tail cut off: the peak just before it, where that is over -120 dBFS; else 0 */
	double *print_peaks; /**< for each print, before quantising; linear */
	const struct engine_proof *proofs; /**< as graph.proofs */
	double residual_peak; /**< the largest of them; 0 without stems */
	const struct engine_residue
		*residues; /**< one for each opaque insert in which stems meet, in the order of the plan */
	size_t residue_count;
	const struct engine_sum *sums; /**< one a live strip, where the graph measures them; in the order of the plan */
	size_t sum_count;
	struct engine_fault fault; /**< with NOT_FINITE */
	struct source
		*failed_source; /**< with BAD_SOURCE, or NOT_FINITE of a source: its `problem` says why; else NULL */
	struct printer *failed_printer; /**< with BAD_OUTPUT */
	const struct engine_cost *costs; /**< with a clock: in the order of the plan */
	size_t cost_count;
};

struct engine;

/** Prepares a run. sources[i] serves the i-th source of the recipe (all strips, in their order), printers[i] the i-th print of the graph; both stay
    the caller's. All memory comes from the arena; LIMIT when it would be more than 4 GiB. */
enum status engine_new(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
		       const struct engine_options *options, struct arena *arena, struct engine **engine) MUST_CHECK;

/** Runs from the first frame to the end of the tail and finishes the printers. Once. The frames are the same for every file: those of
    the session (its `length`, or the end of its last source) and the tail. With `tail: auto` it ends at the first point of a fixed
    grid of 4096 frames at which every print has stayed under -120 dBFS for as long as the longest echo takes, and 0.1 s. */
enum status engine_run(struct engine *engine, struct engine_result *result) MUST_CHECK;

#endif

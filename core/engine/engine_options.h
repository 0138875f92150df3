/* Says how a plan is run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_ENGINE_OPTIONS_H
#define STEMPRINT_ENGINE_ENGINE_OPTIONS_H

#include "dsp/kernel/kernel.h"
#include "engine/lane_monitor.h"
#include "engine/workers.h"

#include <signal.h>
#include <stdint.h>

/** The longest block. */
enum { ENGINE_BLOCK_FRAMES_MAXIMUM = 65536 };

/** The caller owns all that the options point at; it must outlive the run. */
struct engine_options {
	const struct kernel *kernel; /**< the inner loops; they do not change the output */
	struct workers *workers; /**< NULL: the caller's thread runs all. They do not go with `trace` or `monitor` */
	/** The work is cut as for so many workers, though fewer may run it; 0, the default: for those that do. */
	size_t shares;
	/** 1 to ENGINE_BLOCK_FRAMES_MAXIMUM. 0, the default, is as long as all columns of a block fit into the
	    second-level caches of the workers. */
	size_t block_frames;
	uint64_t frames; /**< exactly so many are printed; 0, the default: the session's length and tail decide */
	bool trace; /**< looks after every step for samples that are not finite, to name the processor; this is slow */
	struct lane_monitor *monitor; /**< hears every processor that carries lanes; this is slow. May be NULL */
	double (*clock)(void); /**< returns the CPU seconds of the calling thread; NULL: costs are not measured */
	/** Blocks that begin before so many frames have come in do not count as costs; 0, the default: all count. */
	uint64_t costs_from;
	const volatile sig_atomic_t *stop; /**< ends the run with INTERRUPTED when it becomes nonzero; may be NULL */
	/** Is called after each block with the frames printed so far, by any worker, one at a time; may be NULL. */
	void (*progress)(void *context, uint64_t frames, uint64_t session_frames);
	void *progress_context;
	/** engine_new() sets it to the node for whose state there was no memory, or leaves it; may be NULL. */
	size_t *unmade;
};

#endif

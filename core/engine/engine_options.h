/* Says how a plan is run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_ENGINE_OPTIONS_H
#define STEMPRINT_ENGINE_ENGINE_OPTIONS_H

#include "dsp/kernel/kernel.h"
#include "engine/lane_monitor.h"
#include "engine/workers.h"

#include <signal.h>
#include <stdint.h>

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

#endif

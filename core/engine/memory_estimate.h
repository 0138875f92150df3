/* Tells how much memory a run of a plan takes, before it takes it.
   SPDX-License-Identifier: GPL-3.0-or-later

   Only a processor knows what its state takes. So a few instances at a time are made in an arena of their own, counted,
   and freed. The memory of the count stays that of these few, and it ends early where a limit is passed. */
#ifndef STEMPRINT_ENGINE_MEMORY_ESTIMATE_H
#define STEMPRINT_ENGINE_MEMORY_ESTIMATE_H

#include "dsp/kernel/kernel.h"
#include "plan/plan.h"

#include <signal.h>

/** Says for what the memory is. */
struct memory_limits {
	const struct kernel *kernel; /**< its width decides how state is padded */
	size_t workers; /**< threads that run the plan, 1 or more */
	size_t block_frames; /**< as in struct engine_options */
	const volatile sig_atomic_t *stop; /**< ends the count with INTERRUPTED when it becomes nonzero; may be NULL */
	size_t most; /**< the count ends once it is over so many bytes; SIZE_MAX counts all */
};

/** What all instances of one processor take, or all columns and delay lines of the plan. */
struct memory_share {
	const struct processor *processor; /**< NULL stands for columns and delay lines */
	size_t count; /**< instances, or columns */
	size_t bytes;
	size_t node; /**< the node among them that takes the most; NODE_NONE if none stands out */
	size_t node_bytes; /**< what that node takes */
};

struct memory_estimate {
	size_t bytes; /**< of the engine, with all its state */
	bool over; /**< it is more than `most`, and the rest was not counted */
	struct memory_share greatest; /**< what takes the most of what was counted */
};

/** Counts the memory of an engine for the plan. Returns NO_MEMORY when there is no memory to count with,
    INTERRUPTED or OK. */
enum status memory_estimate_plan(const struct plan *plan, const struct memory_limits *limits,
				 struct memory_estimate *estimate) MUST_CHECK;

#endif

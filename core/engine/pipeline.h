/* Runs tasks block after block, side by side as far as they do not need each other.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each task runs once for every block, in the order of the blocks. A need says: block b waits until the other task
   is done with block b - distance. Distance 0 is the flow of data within a block; distance 1 keeps a buffer until
   the block before has been read, and distance 2 keeps one of two buffers that take turns. The output does not depend
   on the number of workers, as long as tasks that touch the same memory need each other. */
#ifndef STEMPRINT_ENGINE_PIPELINE_H
#define STEMPRINT_ENGINE_PIPELINE_H

#include "base/arena.h"
#include "base/status.h"
#include "engine/workers.h"

#include <stdint.h>

struct pipeline_need {
	size_t task;
	uint64_t distance;
};

struct pipeline_task {
	enum status (*run)(void *context, uint64_t block); /**< A status other than OK ends the whole run. */
	void *context;
	const struct pipeline_need *needs; /**< Needs of distance 0 name only tasks that stand before it in the list. */
	size_t need_count;
};

/** Returns how often a worker looks at so many tasks for work before it sleeps. To wake takes some 20 microseconds, and
    so it looks for as long at least: at few tasks more often. */
static inline size_t pipeline_looks_before_sleep(size_t tasks)
{
	enum { LOOKS_LEAST = 100, TASKS_LOOKED_AT = 10000, TASKS_OF_A_PAUSE = 20 };
	const size_t looks = TASKS_LOOKED_AT / (tasks + TASKS_OF_A_PAUSE);
	return looks > LOOKS_LEAST ? looks : LOOKS_LEAST;
}

struct pipeline;

/** Makes a pipeline of the list as it is. The list stays the caller's and outlives the pipeline. The pipeline is
    freed with the arena. Returns NULL when out of memory. */
struct pipeline *pipeline_new(struct arena *arena, const struct pipeline_task *tasks, size_t count);

/** Runs blocks `first` to `end` - 1; all before `first` have been run. Returns the status of the first task of the
    list that failed. It allocates nothing and takes no lock; a worker that finds no work for some microseconds
    sleeps. */
enum status pipeline_run(struct pipeline *pipeline, struct workers *workers, uint64_t first, uint64_t end) MUST_CHECK;

#endif

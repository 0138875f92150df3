/* Runs a plan, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later

   The engine reads sources and writes to printers. It allocates nothing, takes no lock and decides nothing by name
   between engine_new() and the end of engine_run(). The output does not depend on the block size or the kernel. */
#ifndef STEMPRINT_ENGINE_ENGINE_H
#define STEMPRINT_ENGINE_ENGINE_H

#include "engine/engine_options.h"
#include "engine/engine_result.h"
#include "engine/pipeline.h"

struct engine;

/** Prepares a run. sources[i] serves the i-th source of the recipe (all strips, in their order), printers[i] the
    i-th print of the graph; both stay the caller's. All memory comes from the arena; LIMIT when it would be more
    than 4 GiB. */
enum status engine_new(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
		       const struct engine_options *options, struct arena *arena, struct engine **engine) MUST_CHECK;

/** Returns how long the session is without its tail: its `length`, or the end of its last source. sources[i] is the
    i-th source of the recipe. */
uint64_t engine_session_frames(const struct recipe *recipe, struct source *const *sources);

/** Runs from the first frame to the end of the tail and finishes the printers. It may be called once. The frames are
    the same for every file: those of the session (its `length`, or the end of its last source) and the tail. With
    `tail: auto` the run ends at the first point of a fixed grid of 4096 frames at which every print has stayed under
    -120 dBFS for as long as the longest echo takes, and 0.1 s. With `tail: wrap` the frames are the same; who prints
    them folds them. With `tail: loop` the sources begin anew at the end of the session, again and again. The frames are
    those of the session when it plays for the last time, after the longest tail, or its limit, has come in. */
enum status engine_run(struct engine *engine, struct engine_result *result) MUST_CHECK;

/** The tasks that the workers share. */
struct engine_tasks {
	const struct pipeline_task *items; /**< [count] The last one has no cost: it ends the block. */
	size_t count;
	const size_t *of_cost; /**< [cost_count of the result] the task to which each cost belongs */
	size_t block_frames; /**< frames of one block */
};

/** Lists the tasks of an engine that has run with a clock. The arena owns `of_cost`, and the engine's arena the tasks.
    Returns NO_MEMORY when out of memory. */
enum status engine_list_tasks(const struct engine *engine, struct arena *arena, struct engine_tasks *tasks) MUST_CHECK;

#endif

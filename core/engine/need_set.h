/* stemprint: what a task needs, each other task once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_NEED_SET_H
#define STEMPRINT_ENGINE_NEED_SET_H

#include "engine/pipeline.h"

#include <stdbool.h>
#include <stddef.h>

/** Used for one task after another. */
struct need_set {
	struct pipeline_need *needs;
	size_t *place; /* for each task: its place in needs, from 1; 0 without */
	size_t count;
};

/** Empty, for needs of up to `tasks` tasks. false when out of memory; the arena keeps it. */
bool need_set_init(struct need_set *set, struct arena *arena, size_t tasks);

/** Of several needs of one task that of the least distance holds. */
void need_set_add(struct need_set *set, struct pipeline_need need);

/** Gives the needs to the task, copied into the arena, and empties the set. false when out of memory. */
bool need_set_give(struct need_set *set, struct arena *arena, struct pipeline_task *task);

#endif

/* Gathers what a task needs, each other task once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_NEED_SET_H
#define STEMPRINT_ENGINE_NEED_SET_H

#include "engine/pipeline.h"

#include <stdbool.h>
#include <stddef.h>

/** The set serves one task after another. */
struct need_set {
	struct pipeline_need *needs;
	size_t *index; /**< for each task its index in needs, from 1; 0 if it has none */
	size_t count;
};

/** Makes an empty set for needs of up to `tasks` tasks. Returns false when out of memory; the memory belongs to the
    arena. */
bool need_set_init(struct need_set *set, struct arena *arena, size_t tasks);

/** Adds a need. Of several needs of one task the set keeps the one of the least distance. */
void need_set_add(struct need_set *set, struct pipeline_need need);

/** Gives the needs to the task, copied into the arena, and empties the set. Returns false when out of memory. */
bool need_set_give(struct need_set *set, struct arena *arena, struct pipeline_task *task);

#endif
